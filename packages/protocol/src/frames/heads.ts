import { z } from 'zod';
import { type Head, headSchema } from '../head.ts';

/** Where streams stand: a hint to pull those that moved. */
export interface Heads {
  readonly type: 'heads';
  readonly heads: readonly Head[];
}

export const headsSchema: z.ZodType<Heads> = z.looseObject({ type: z.literal('heads'), heads: z.array(headSchema) });
