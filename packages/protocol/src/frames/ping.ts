import { z } from 'zod';

/** Heartbeat. Answered by `pong`. */
export interface Ping {
  readonly type: 'ping';
}

export const pingSchema: z.ZodType<Ping> = z.strictObject({ type: z.literal('ping') });
