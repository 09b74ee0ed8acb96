import type { Disk, StoredPending } from '../disk.ts';
import type { Invariant } from '../hooks.ts';

/** Of several writes of a row, the last one counts. */
export const NEWEST_NOTE: Invariant = {
  rule: 'SIM-53',
  name: 'what waits to be sent of an app’s row ends with the newest write that the app was told is safe',
  watch({ fail }) {
    /** By row: the newest write begun. */
    const begun = new Map<Disk, Map<string, number>>();
    return {
      noting(_device, disk, key, n) {
        begun.set(disk, (begun.get(disk) ?? new Map()).set(key, n));
      },
      noted(device, disk, key, n) {
        if (begun.get(disk)?.get(key) !== n) return;
        let last: StoredPending | undefined;
        for (const pending of disk.view.outbox.values()) {
          if (pending.op.collection === 'note' && pending.op.key === key && pending.n >= (last?.n ?? 0)) last = pending;
        }
        // None waits where the server has it, or where it changed nothing.
        if (!last || last.ended || last.op.kind === 'delete' || last.op.body?.['n'] === n) return;
        fail(`${device.name} wrote ${n} to ${key}, and ${String(last.op.body?.['n'])} is to be sent`);
      },
    };
  },
};
