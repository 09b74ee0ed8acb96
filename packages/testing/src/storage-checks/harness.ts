import type { Capabilities, StorageAdapter } from '@tidemark/core';

/** What an adapter brings to its checks. */
export interface StorageHarness {
  /** What every adapter made here must say of itself; decides which checks apply. */
  readonly capabilities: Capabilities;
  /** Set when data survives close and open though it does not survive the process. Durable adapters need not. */
  readonly reopens?: boolean | undefined;
  /** An empty place for data. */
  fresh(): StoragePlace | Promise<StoragePlace>;
}

export interface StoragePlace {
  /** One more adapter over the data of this place, not open yet: the next process, or a second one. */
  adapter(): StorageAdapter;
  /** Removes the place after the check. */
  remove?(): void | Promise<void>;
}

/** A check as data, for any test runner: rejects, with what was found and what was expected, when the rule is broken. */
export interface StorageCheck {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** What a check works with. */
export interface CheckContext {
  /** Open, with the stores of `rows.ts`. */
  readonly storage: StorageAdapter;
  /** The store under check: every check runs on a clustered and on a plain one. */
  readonly store: string;
  readonly place: StoragePlace;
  readonly capabilities: Capabilities;
}

export interface CheckDefinition {
  readonly name: string;
  /** Applies only to adapters with this ability. */
  readonly needs?: 'reopen' | 'concurrent' | 'owner' | 'none' | undefined;
  readonly run: (context: CheckContext) => Promise<void>;
}
