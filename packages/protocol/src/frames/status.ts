import { z } from 'zod';
import { MAX_OPS_PER_PUSH } from '../limits.ts';
import { uuid7Schema } from '../primitives.ts';

/** Asks what became of ops. Answered by `results`; one never committed is the error `op/unknown`. */
export interface Status {
  readonly type: 'status';
  readonly opIds: readonly string[];
}

export const statusSchema: z.ZodType<Status> = z.strictObject({
  type: z.literal('status'),
  opIds: z.array(uuid7Schema).min(1).max(MAX_OPS_PER_PUSH),
});
