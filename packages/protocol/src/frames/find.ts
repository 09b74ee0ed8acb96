import { z } from 'zod';
import { MAX_FIND_LENGTH, MAX_FOUND, MAX_ID_LENGTH } from '../limits.ts';
import { countSchema, keySchema, nameSchema } from '../primitives.ts';

/** Asks for messages by their words. Answered by one `found` or `error` whose `re` is this `id`. */
export interface Find {
  readonly type: 'find';
  /** Chosen by the client, unique among its open requests on this connection. */
  readonly id: number;
  /** All of its words must be there; the last one may be unfinished unless something follows it, others where a `*` does. */
  readonly text: string;
  /** The id of a conversation; absent: all of one's own. */
  readonly conversation?: string | undefined;
  /** The author. */
  readonly from?: string | undefined;
  /** Server times: of this one or later, and before this one. */
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  /** The `next` of an answer to the same request: what follows it. */
  readonly page?: string | undefined;
  readonly limit: number;
}

export const findSchema: z.ZodType<Find> = z.strictObject({
  type: z.literal('find'),
  id: countSchema,
  text: z.string().max(MAX_FIND_LENGTH),
  conversation: keySchema.optional(),
  from: nameSchema.optional(),
  after: countSchema.optional(),
  before: countSchema.optional(),
  page: z
    .string()
    .min(1)
    .max(2 * MAX_ID_LENGTH)
    .optional(),
  limit: z.number().int().min(1).max(MAX_FOUND),
});
