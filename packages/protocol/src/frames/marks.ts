import { z } from 'zod';
import { type Mark, markSchema } from '../mark.ts';
import { countSchema, servedIdSchema, streamSchema } from '../primitives.ts';
import type { StreamId } from '../stream.ts';

/** Watermarks that rose, complete from marksRev `from` to marksRev `to`. */
export interface Marks {
  readonly type: 'marks';
  readonly stream: StreamId;
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  readonly marks: readonly Mark[];
}

export const marksSchema: z.ZodType<Marks> = z.looseObject({
  type: z.literal('marks'),
  stream: streamSchema,
  epoch: servedIdSchema,
  from: countSchema,
  to: countSchema,
  marks: z.array(markSchema),
});
