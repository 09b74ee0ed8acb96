import { memoryStorage, type StorageAdapter } from '@tidemark/core';
import { exportDevice, importDevice } from '@tidemark/core/export';
import type { Invariant } from '../hooks.ts';

/** What a device that is imported holds. The search index makes itself (EXP-1). */
const STORES = ['meta', 'streams', 'messages', 'rows', 'outbox'];

/** The storage as one who neither opens nor closes it has it: nothing moves any more, and its client has it open. */
const lent = (storage: StorageAdapter, open: StorageAdapter['open'] = async () => {}): StorageAdapter => ({
  capabilities: storage.capabilities,
  open,
  read: (requests) => storage.read(requests),
  commit: (...request) => storage.commit(...request),
  close: async () => {},
  destroy: () => storage.destroy(),
});

async function rowsOf(storage: StorageAdapter): Promise<readonly string[]> {
  const stores = await storage.read(STORES.map((store) => ({ store })));
  return stores.map((rows) => JSON.stringify(rows));
}

/** What a device exports an empty one imports, and then holds the same. */
export const TAKEN_ALONG: Invariant = {
  rule: 'SIM-73',
  name: 'in the end what a device exports and an empty one imports is the same, row by row',
  watch({ devices, settings, fail }) {
    if (!settings.features?.includes('take-along')) return {};
    return {
      async ended() {
        for (const device of devices) {
          const storage = lent(device.disk().storage);
          const lines: string[] = [];
          for await (const line of exportDevice(storage)) lines.push(line);
          const empty = memoryStorage();
          const { errors } = await importDevice(lent(empty, empty.open), lines);
          if (errors[0]) fail(`${device.name} exports what cannot be imported: ${errors[0].message}`);
          const [held, imported] = [await rowsOf(storage), await rowsOf(empty)];
          const other = STORES.findIndex((_, n) => held[n] !== imported[n]);
          if (other >= 0)
            fail(`${device.name} holds ${held[other]} in ${STORES[other]}, its import ${imported[other]}`);
        }
      },
    };
  },
};
