import { z } from 'zod';
import { MAX_WATCHED_USERS } from '../limits.ts';
import { nameSchema } from '../primitives.ts';

/**
 * Whether somebody is at this device, and whose presence it wants to hear of: what it said before counts no more.
 * Answered by `presence` of these users, and again whenever one of them changes.
 */
export interface PresenceUp {
  readonly type: 'presence';
  readonly state: 'online' | 'away';
  readonly users: readonly string[];
}

export const presenceUpSchema: z.ZodType<PresenceUp> = z.strictObject({
  type: z.literal('presence'),
  state: z.enum(['online', 'away']),
  users: z.array(nameSchema).max(MAX_WATCHED_USERS),
});
