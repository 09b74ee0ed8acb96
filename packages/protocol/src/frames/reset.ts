import { z } from 'zod';
import { countSchema, servedIdSchema, streamSchema } from '../primitives.ts';
import type { StreamId } from '../stream.ts';

/** The server's history of this stream is another one than the client's. Voids its ranges and nothing else (PRO-13). */
export interface Reset {
  readonly type: 'reset';
  readonly re?: number | undefined;
  readonly stream: StreamId;
  readonly epoch: string;
  /** `epoch`: the client's epoch is not the stream's. `ahead`: the client has seen revs the server does not have. */
  readonly why: 'epoch' | 'ahead';
}

export const resetSchema: z.ZodType<Reset> = z.looseObject({
  type: z.literal('reset'),
  re: countSchema.optional(),
  stream: streamSchema,
  epoch: servedIdSchema,
  why: z.enum(['epoch', 'ahead']),
});
