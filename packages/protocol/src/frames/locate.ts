import { z } from 'zod';
import { countSchema, streamSchema, uuid7Schema } from '../primitives.ts';
import type { StreamId } from '../stream.ts';

/** Asks where in a conversation something stands. Answered by one `located` or `error` whose `re` is this `id`. */
export interface Locate {
  readonly type: 'locate';
  /** Chosen by the client, unique among its open requests on this connection. */
  readonly id: number;
  readonly stream: StreamId;
  /** The first message of this server time or later; or the message with this id. */
  readonly what: { readonly at: number } | { readonly message: string };
}

export const locateSchema: z.ZodType<Locate> = z.strictObject({
  type: z.literal('locate'),
  id: countSchema,
  stream: streamSchema,
  what: z.union([z.strictObject({ at: countSchema }), z.strictObject({ message: uuid7Schema })]),
});
