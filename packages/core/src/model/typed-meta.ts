import type { JsonObject } from '@tidemark/protocol';
import { type StandardSchema, validate } from './collection.ts';

/** What carries `meta`: a conversation, a member's profile, a draft, the body of a message. */
interface Carrier {
  readonly meta?: JsonObject | undefined;
}

/** The `meta` of an app, as its schema says it. */
export interface TypedMeta<Meta extends object> {
  /**
   * What a conversation, a message, a profile or a draft carries, as the schema returns it: the same object while that is
   * unchanged. Undefined where there is none, or one that does not fit, as another release of the app may have written it.
   */
  of(carrier: Carrier | { readonly body: Carrier } | undefined): Meta | undefined;
  /** For writing. Throws `write/invalid` with the first issue. */
  write(meta: Meta): JsonObject;
}

/**
 * Reads and writes `meta` by a Standard Schema (zod, valibot, arktype). Throws `options/invalid` where one is asynchronous.
 *
 * @example
 * const trip = typedMeta(z.object({ harbour: z.string() }));
 * await client.messages.send(id, { text: 'Here', meta: trip.write({ harbour: 'Riga' }) });
 * trip.of(message)?.harbour;
 */
export function typedMeta<Meta extends object>(schema: StandardSchema<Meta>): TypedMeta<Meta> {
  const def = { name: 'meta', schema };
  // Rows are frozen, and new ones where something changed.
  const read = new WeakMap<JsonObject, { readonly value: Meta | undefined }>();

  function readOnce(meta: JsonObject): Meta | undefined {
    const known = read.get(meta);
    if (known) return known.value;
    const result = schema['~standard'].validate(meta);
    // Asynchronous ones are told as they are at a write.
    const value =
      result instanceof Promise ? validate(def, meta) : result.issues === undefined ? result.value : undefined;
    read.set(meta, { value });
    return value;
  }

  return {
    of(carrier) {
      const meta = carrier && ('body' in carrier ? carrier.body.meta : carrier.meta);
      return meta && readOnce(meta);
    },
    write: (meta) => validate(def, meta),
  };
}
