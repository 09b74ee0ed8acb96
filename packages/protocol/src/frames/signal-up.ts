import { z } from 'zod';
import { MAX_SIGNAL_TTL_MS } from '../limits.ts';
import { streamSchema } from '../primitives.ts';
import type { StreamId } from '../stream.ts';

/** Something that matters now and is never stored, such as typing. Not answered. */
export interface SignalUp {
  readonly type: 'signal';
  readonly stream: StreamId;
  readonly kind: string;
  readonly ttlMs: number;
}

export const signalUpSchema: z.ZodType<SignalUp> = z.strictObject({
  type: z.literal('signal'),
  stream: streamSchema,
  kind: z.string().min(1).max(32),
  ttlMs: z.number().int().min(0).max(MAX_SIGNAL_TTL_MS),
});
