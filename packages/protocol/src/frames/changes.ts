import { z } from 'zod';
import { type Head, headSchema } from '../head.ts';
import { type Mark, markSchema } from '../mark.ts';
import { countSchema, servedIdSchema, streamSchema } from '../primitives.ts';
import { type Row, rowSchema } from '../row.ts';
import type { StreamId } from '../stream.ts';

/** `rows` are the complete difference of the stream between rev `from` and rev `to` (PRO-10). */
export interface Changes {
  readonly type: 'changes';
  /** The `pull` it answers; absent when pushed live. */
  readonly re?: number | undefined;
  readonly stream: StreamId;
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  /** By rev, ascending. */
  readonly rows: readonly Row[];
  readonly head: Head;
  /** In an answer: the marks changed since the pull's `marksRev`, complete up to `head.marksRev`. */
  readonly marks?: readonly Mark[] | undefined;
}

export const changesSchema: z.ZodType<Changes> = z.looseObject({
  type: z.literal('changes'),
  re: countSchema.optional(),
  stream: streamSchema,
  epoch: servedIdSchema,
  from: countSchema,
  to: countSchema,
  rows: z.array(rowSchema),
  head: headSchema,
  marks: z.array(markSchema).optional(),
});
