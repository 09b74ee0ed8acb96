import type { Key } from '@tidemark/core';

/** What became of a damaged database. */
export interface DamageReport {
  readonly path: string;
  /** Where the damaged file is kept, with all that could not be read. Nobody removes it but you. */
  readonly quarantinedPath: string;
  /** Rows that the fresh database begins with, by store. */
  readonly salvaged: Readonly<Record<string, number>>;
  /** Stores of the salvaged ones with rows that could not be read. */
  readonly lost: readonly string[];
}

/** What only this device has: it is carried over. Everything else comes again from the server. */
export interface Precious {
  readonly store: string;
  /** Only these rows. Default: all. */
  readonly keys?: readonly Key[] | undefined;
}

/**
 * The outbox, keys, and whose database this is, with the schema that the outbox is written in. Not the cursors: with
 * them the fresh database would believe that it has what it lost.
 */
export const PRECIOUS: readonly Precious[] = [
  { store: 'outbox' },
  { store: 'keys' },
  { store: 'meta', keys: [['schema'], ['device'], ['user']] },
];
