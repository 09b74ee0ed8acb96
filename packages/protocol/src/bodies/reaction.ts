import { z } from 'zod';
import { MAX_EMOJI_LENGTH, MAX_REACTIONS } from '../limits.ts';

/** The body of a row of the collection `reaction`, keyed by message id, slash, user: the emoji of that user. */
export type ReactionBody = { readonly [emoji: string]: true };

/** The body of a row of the collection `pin`, keyed by message id. */
export type PinBody = Readonly<Record<string, never>>;

export const reactionBodySchema: z.ZodType<ReactionBody> = z
  .record(z.string().min(1).max(MAX_EMOJI_LENGTH), z.literal(true))
  .refine((body) => Object.keys(body).length <= MAX_REACTIONS, `expected at most ${MAX_REACTIONS} emoji`);
export const pinBodySchema: z.ZodType<PinBody> = z.strictObject({});
