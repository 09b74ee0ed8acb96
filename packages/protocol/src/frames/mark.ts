import { z } from 'zod';
import { MAX_MARKS_PER_FRAME } from '../limits.ts';
import { countSchema, streamSchema } from '../primitives.ts';
import type { StreamId } from '../stream.ts';

/** Raises one's own watermarks. Confirmed by a `marks` frame to all of one's sessions, this one too. */
export interface MarkUp {
  readonly type: 'mark';
  readonly marks: readonly OwnMark[];
}

export interface OwnMark {
  readonly stream: StreamId;
  readonly delivered?: number | undefined;
  readonly read?: number | undefined;
  /** Counts for one's own devices, and is not shown to others. */
  readonly private?: true | undefined;
}

export const markUpSchema: z.ZodType<MarkUp> = z.strictObject({
  type: z.literal('mark'),
  marks: z
    .array(
      z.strictObject({
        stream: streamSchema,
        delivered: countSchema.optional(),
        read: countSchema.optional(),
        private: z.literal(true).optional(),
      }),
    )
    .min(1)
    .max(MAX_MARKS_PER_FRAME),
});
