/** One row as three parties have it; undefined where there is none. */
export interface Versions<Value> {
  /** What `mine` was made from. */
  readonly base: Value | undefined;
  readonly mine: Value | undefined;
  readonly theirs: Value | undefined;
}

/** Brings two versions of a row together; undefined deletes it. It must be pure: it may run more than once. */
export type Merge<Value> = (
  base: Value | undefined,
  mine: Value | undefined,
  theirs: Value | undefined,
) => Value | undefined;

/**
 * What becomes of a write that was made before this device knew of another one of the same row.
 *
 * - `fields` (default): the fields of a patch, or the whole row of a put, as the server commits them last.
 * - `client-wins`: the whole row as this device shows it, as the server commits it last.
 * - `server-wins`: what the server has stays; the write is superseded.
 * - a function: what it makes of the versions is written.
 * - `manual`: the row is in conflict until the app calls `resolve`.
 */
export type ConflictPolicy<Value> = 'fields' | 'client-wins' | 'server-wins' | 'manual' | Merge<Value>;

/** A write that met another one and waits for the app. */
export interface Conflict<Value> {
  readonly key: string;
  readonly mine: Value | undefined;
  readonly theirs: Value | undefined;
}

/** Whether writes under this policy are compare-and-set: refused by the server when the row moved. */
export function isCompared<Value>(policy: ConflictPolicy<Value> | undefined): boolean {
  return policy === 'server-wins' || policy === 'manual' || typeof policy === 'function';
}
