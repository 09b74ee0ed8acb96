import { z } from 'zod';
import { bodySchema, type JsonObject } from './json.ts';
import { collectionSchema, countSchema, keySchema, streamSchema, uuid7Schema } from './primitives.ts';
import type { StreamId } from './stream.ts';

/** One write by a client. */
export interface Op {
  /** Idempotency key, for ever (PRO-6). */
  readonly opId: string;
  readonly stream: StreamId;
  readonly collection: string;
  /** The row's key within its collection. Omitted when it equals `opId`, as for every message sent. */
  readonly key?: string | undefined;
  readonly kind: OpKind;
  /** `put`: the whole body. `patch`: the fields to change, null removes a field. `delete`: absent. */
  readonly body?: JsonObject | undefined;
  /** Compare-and-set: refused with `op/conflict` unless the row is at this rev (0: must not exist). */
  readonly baseRev?: number | undefined;
  /** The opId before this one in its lane, when that one was pushed earlier and is not confirmed yet (PRO-9). */
  readonly after?: string | undefined;
}

export type OpKind = 'put' | 'patch' | 'delete';

export const opSchema: z.ZodType<Op> = z.strictObject({
  opId: uuid7Schema,
  stream: streamSchema,
  collection: collectionSchema,
  key: keySchema.optional(),
  kind: z.enum(['put', 'patch', 'delete']),
  body: bodySchema.optional(),
  baseRev: countSchema.optional(),
  after: uuid7Schema.optional(),
});
