import type { StorageAdapter } from '@tidemark/core';

/** What the workloads need of the place they run in. */
export interface Device {
  /** The storage of a database of this name, as an app would ask for it. */
  storage(name: string): StorageAdapter;
  /** Lets everything else that waits have its turn. */
  turn(): Promise<void>;
}
