import { z } from 'zod';
import { countSchema, servedIdSchema, streamSchema } from '../primitives.ts';
import type { StreamId } from '../stream.ts';

/** A signal from another member. Forget it after `ttlMs`. */
export interface SignalDown {
  readonly type: 'signal';
  readonly stream: StreamId;
  readonly from: string;
  readonly kind: string;
  readonly ttlMs: number;
}

export const signalDownSchema: z.ZodType<SignalDown> = z.looseObject({
  type: z.literal('signal'),
  stream: streamSchema,
  from: servedIdSchema,
  kind: servedIdSchema,
  ttlMs: countSchema,
});
