import { z } from 'zod';
import { bodySchema, type JsonObject } from './json.ts';
import { countSchema, servedIdSchema } from './primitives.ts';

/** The current state of one record of a collection in a stream, as the server holds it. */
export interface Row {
  readonly collection: string;
  readonly key: string;
  /** The rev that last changed it. */
  readonly rev: number;
  /** Messages only: the place in the conversation, from 1, never changed. */
  readonly ord?: number | undefined;
  /** Server time of the commit that made the row, in milliseconds since 1970. Later changes leave it (PRO-43). */
  readonly at: number;
  /** Messages only: server time of the last change of the body, once there was one. */
  readonly editedAt?: number | undefined;
  /** Messages only: server time at which it disappears: hide it then, whether or not its deletion has come (PRO-59). */
  readonly expiresAt?: number | undefined;
  /** The user whose op made the row. */
  readonly author: string;
  /** The op that made this version. Omitted when it equals `key`, and of a `membership` (PRO-18). */
  readonly op?: string | undefined;
  /** Absent when deleted. */
  readonly body?: JsonObject | undefined;
  readonly deleted?: true | undefined;
}

export const rowSchema: z.ZodType<Row> = z.looseObject({
  collection: servedIdSchema,
  key: servedIdSchema,
  rev: countSchema,
  ord: countSchema.optional(),
  at: countSchema,
  editedAt: countSchema.optional(),
  expiresAt: countSchema.optional(),
  author: servedIdSchema,
  op: servedIdSchema.optional(),
  body: bodySchema.optional(),
  deleted: z.literal(true).optional(),
});
