import type { JsonObject } from '@tidemark/protocol';
import { type CollectionDef, validate } from '../model/collection.ts';
import type { Versions } from '../model/conflict.ts';
import { same } from '../model/same.ts';

/** What becomes of a write that the server refused because the row had moved. */
export type ConflictOutcome =
  /** Nothing is left to write: the row is as this device wants it. */
  | { readonly kind: 'agreed' }
  | { readonly kind: 'superseded' }
  /** It is pushed again, over what the server has now, with this body; undefined deletes. */
  | { readonly kind: 'again'; readonly body: JsonObject | undefined }
  /** It waits for the app. */
  | { readonly kind: 'waits' };

/** Decides by the policy of the collection. Throws what its merge throws, and `write/invalid` for what that makes. */
export function conflictOutcome<Value extends object>(
  def: CollectionDef<Value>,
  { base, mine, theirs }: Versions<JsonObject>,
): ConflictOutcome {
  if (same(mine, theirs)) return { kind: 'agreed' };
  // Only the rev moved: mostly by the write of this device before this one.
  if (same(base, theirs)) return { kind: 'again', body: mine };
  const { conflict = 'fields' } = def;
  switch (conflict) {
    case 'server-wins':
      return { kind: 'superseded' };
    case 'manual':
      return { kind: 'waits' };
    case 'fields':
    case 'client-wins':
      // Written under an earlier policy of the app.
      return { kind: 'again', body: mine };
    default: {
      const merged = conflict(base as Value | undefined, mine as Value | undefined, theirs as Value | undefined);
      const body = merged && validate(def, merged);
      return same(body, theirs) ? { kind: 'superseded' } : { kind: 'again', body };
    }
  }
}
