import { z } from 'zod';
import { countSchema } from '../primitives.ts';

/** The server is about to stop: reconnect after a random time between the two. */
export interface GoAway {
  readonly type: 'goaway';
  readonly afterMs: readonly [number, number];
}

export const goAwaySchema: z.ZodType<GoAway> = z.looseObject({
  type: z.literal('goaway'),
  afterMs: z.tuple([countSchema, countSchema]),
});
