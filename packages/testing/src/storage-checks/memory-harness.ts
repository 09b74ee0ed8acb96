import type { StorageAdapter } from '@tidemark/core';
import type { StorageHarness } from './harness.ts';

/** The harness of an adapter whose data lives as long as the adapter itself. */
export function memoryHarness(create: () => StorageAdapter): StorageHarness {
  return {
    capabilities: { durable: false, shared: 'none' },
    reopens: true,
    fresh() {
      const storage = create();
      return { adapter: () => storage };
    },
  };
}
