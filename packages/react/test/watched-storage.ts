import { memoryStorage, type Read, type StorageAdapter } from '@tidemark/core';

/** Storage in memory that tells which stores were read, and, held, lets the reads of messages wait. */
export function watchedStorage() {
  const memory = memoryStorage();
  const read: string[] = [];
  let gate = Promise.resolve();
  const storage: StorageAdapter = {
    ...memory,
    async read(requests: readonly Read[]) {
      read.push(...requests.map(({ store }) => store));
      if (requests.some(({ store }) => store === 'messages')) await gate;
      return memory.read(requests);
    },
  };
  return {
    storage,
    reads: {
      of: (store: string) => read.filter((each) => each === store).length,
      /** Reads of messages wait until the returned function is called. */
      hold(): () => void {
        let release = (): void => {};
        gate = new Promise((resolve) => {
          release = resolve;
        });
        return release;
      },
    },
  };
}
