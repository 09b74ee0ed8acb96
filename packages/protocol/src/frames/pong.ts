import { z } from 'zod';
import { type Head, headSchema } from '../head.ts';

/** Answers `ping`: the heads of this user's streams that moved lately, so that a lost hint is found (PRO-11). */
export interface Pong {
  readonly type: 'pong';
  readonly heads: readonly Head[];
}

export const pongSchema: z.ZodType<Pong> = z.looseObject({ type: z.literal('pong'), heads: z.array(headSchema) });
