import type { CountRead, Guard, Key, RangeRead, Stored } from '@tidemark/core';
import type { Encoded } from './plan.ts';

/** A store of ours within one transaction of the engine. */
export interface Table {
  get(keys: readonly Key[]): Promise<(Stored | undefined)[]>;
  range(read: RangeRead): Promise<Stored[]>;
  count(read: CountRead): Promise<number>;
  /** Whether each guard holds, in one round. */
  holds(guards: readonly Guard[]): Promise<boolean>;
  apply(changes: readonly Encoded[]): Promise<void>;
}
