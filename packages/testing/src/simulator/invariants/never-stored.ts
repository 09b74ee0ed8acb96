import type { Stored } from '@tidemark/core';
import type { StoredRow } from '@tidemark/server-reference/embed';
import type { Invariant } from '../hooks.ts';

/** What passes by: who writes, who is there. */
const PASSING = /^(typing|signal|presence)/;

/** Who writes and who is there is told, and kept nowhere. */
export const NEVER_STORED: Invariant = {
  rule: 'SIM-57',
  name: 'typing and presence are stored nowhere, and an op never tells of them',
  watch({ fail }) {
    function mustStay(where: string, collection: unknown): void {
      if (PASSING.test(String(collection))) fail(`${where} stores ${String(collection)}`);
    }
    return {
      serverCommitted({
        rows,
        changed,
      }: {
        readonly rows: readonly StoredRow[];
        readonly changed: readonly StoredRow[];
      }) {
        for (const { collection } of [...rows, ...changed]) mustStay('the server', collection);
      },
      deviceCommitted(device, _disk, changes) {
        for (const change of changes) {
          if (!('put' in change)) continue;
          const { key, body }: Stored = change.put;
          if (change.store === 'rows') mustStay(device.name, key[1]);
          if (change.store === 'outbox')
            mustStay(
              `the outbox of ${device.name}`,
              (body as { readonly op: { readonly collection: string } }).op.collection,
            );
        }
      },
    };
  },
};
