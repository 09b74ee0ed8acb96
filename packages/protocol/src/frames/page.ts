import { z } from 'zod';
import { type Head, headSchema } from '../head.ts';
import { type Mark, markSchema } from '../mark.ts';
import { countSchema, servedIdSchema, streamSchema } from '../primitives.ts';
import { type Row, rowSchema } from '../row.ts';
import type { StreamId } from '../stream.ts';

/** A part of a conversation by place: complete for the ords it names, as of `head.rev`. */
export interface Page {
  readonly type: 'page';
  readonly re: number;
  readonly stream: StreamId;
  readonly epoch: string;
  /** First and last ord covered; `[n + 1, n]` covers none. */
  readonly ords: readonly [number, number];
  /** The oldest ord this user may see. */
  readonly minOrd: number;
  /** Messages by ord ascending, then, in an answer to `newest` or `since`, the stream's other rows by rev. */
  readonly rows: readonly Row[];
  readonly head: Head;
  /** True when `rows` holds every other row changed since the rev asked for: the cursor may move to `head.rev`. */
  readonly newest: boolean;
  readonly marks?: readonly Mark[] | undefined;
}

export const pageSchema: z.ZodType<Page> = z.looseObject({
  type: z.literal('page'),
  re: countSchema,
  stream: streamSchema,
  epoch: servedIdSchema,
  ords: z.tuple([countSchema, countSchema]),
  minOrd: countSchema,
  rows: z.array(rowSchema),
  head: headSchema,
  newest: z.boolean(),
  marks: z.array(markSchema).optional(),
});
