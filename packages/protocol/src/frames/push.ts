import { z } from 'zod';
import { MAX_OPS_PER_PUSH } from '../limits.ts';
import { type Op, opSchema } from '../op.ts';

/** Writes, in lane order. Answered by one `results` entry an op. */
export interface Push {
  readonly type: 'push';
  readonly ops: readonly Op[];
}

export const pushSchema: z.ZodType<Push> = z.strictObject({
  type: z.literal('push'),
  ops: z.array(opSchema).min(1).max(MAX_OPS_PER_PUSH),
});
