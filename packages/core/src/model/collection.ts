import { COLLECTION_PATTERN, type JsonObject, TidemarkError } from '@tidemark/protocol';
import type { Conflict, ConflictPolicy } from './conflict.ts';

/** The part of the Standard Schema interface (standardschema.dev, version 1) that is used here: zod, valibot, arktype. */
export interface StandardSchema<Output> {
  readonly '~standard': {
    readonly version: 1;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
  };
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[] };

/** One or two parts to sort by; undefined leaves the row out of the index. */
export type IndexOf<Value> = (
  value: Value,
) => string | number | readonly [string | number, string | number] | undefined;

/** An app's own collection: plain JSON objects by key, offline first like messages. */
export interface CollectionDef<Value extends object> {
  /** Lower-case letters, digits, dots and dashes. */
  readonly name: string;
  /** Checks what is written. Validation must not be asynchronous. */
  readonly schema: StandardSchema<Value>;
  /** Whose it is: the stream `app:<scope>`. Default: the signed-in user's own. */
  readonly scope?: string | undefined;
  readonly indexes?: Readonly<Record<string, IndexOf<Value>>> | undefined;
  /** What becomes of a write that another device's write came before. Default `fields`. */
  readonly conflict?: ConflictPolicy<Value> | undefined;
  /** Told of each write that gave way by `server-wins` or a merge: nothing failed, and nothing is left to do. */
  readonly onSuperseded?: ((superseded: Conflict<Value>) => void) | undefined;
}

// A plain list: what is computed here would be in every bundle that checks a schema.
const RESERVED = new Set([
  'message',
  'conversation',
  'member',
  'membership',
  'profile',
  'edit',
  'reaction',
  'pin',
  'invitation',
  'thread',
  'setting',
  'draft',
  'hidden',
  'block',
  'scheduled',
  'mention',
]);

export function checkCollectionName(name: string): void {
  if (COLLECTION_PATTERN.test(name) && !RESERVED.has(name)) return;
  throw new TidemarkError(
    'options/invalid',
    `A collection may not be called "${name}": use a lower-case letter, then letters, digits, dots and dashes, not ${[...RESERVED].join(', ')}`,
    { option: 'collection.name', found: name },
  );
}

/** The value as the schema returns it, or `write/invalid` with the first issue. */
export function validate<Value extends object>(
  def: Pick<CollectionDef<Value>, 'name' | 'schema'>,
  value: unknown,
): Value & JsonObject {
  const result = def.schema['~standard'].validate(value);
  if (result instanceof Promise) {
    throw new TidemarkError('options/invalid', `The schema of "${def.name}" is asynchronous: use a synchronous one`, {
      option: 'collection.schema',
      found: 'Promise',
    });
  }
  if (result.issues === undefined) return result.value as Value & JsonObject;
  const [issue] = result.issues;
  const path = [def.name, ...(issue?.path ?? [])].map(String).join('.');
  throw new TidemarkError('write/invalid', `${path}: ${issue?.message ?? 'does not fit the schema'}`, {
    path,
    found: JSON.stringify(value)?.slice(0, 200) ?? 'undefined',
  });
}
