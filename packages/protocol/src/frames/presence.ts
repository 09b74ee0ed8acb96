import { z } from 'zod';
import { countSchema, servedIdSchema } from '../primitives.ts';

/** Who is there, of the people one shares a conversation with. Never stored. */
export interface Presence {
  readonly type: 'presence';
  readonly users: readonly PresentUser[];
}

export interface PresentUser {
  readonly user: string;
  readonly state: 'online' | 'away' | 'offline';
  /** Server time of the last activity, when the server's policy shows it. */
  readonly at?: number | undefined;
}

export const presenceSchema: z.ZodType<Presence> = z.looseObject({
  type: z.literal('presence'),
  users: z.array(
    z.looseObject({ user: servedIdSchema, state: z.enum(['online', 'away', 'offline']), at: countSchema.optional() }),
  ),
});
