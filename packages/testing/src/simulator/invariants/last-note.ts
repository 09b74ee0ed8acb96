import type { StreamId } from '@tidemark/protocol';
import type { Disk } from '../disk.ts';
import type { Invariant } from '../hooks.ts';
import { NOTES } from '../notes.ts';
import { rowIdOf } from '../server-history.ts';

interface Writing {
  readonly n: number;
  /** The app was told that it is safe; else it may never have been, or was a deletion. */
  isSafe: boolean;
}

const streamOf = (user: string): StreamId => `app:${user}`;

/** Each device's writes go out in their order, so the last one at the server is the last one of the device that made it. */
export const LAST_NOTE: Invariant = {
  rule: 'SIM-60',
  name: 'in the end a row is what some device wrote to it last',
  watch({ devices, server, fail }) {
    /** By disk and key: the newest writing that is safe, and those begun since. */
    const writings = new Map<Disk, Map<string, Writing[]>>();
    /** Keys, by disk, of which something was taken back or evicted: nobody knows what is to be there. */
    const unknown = new Map<Disk, Set<string>>();
    let isRestored = false;

    function writingsOf(disk: Disk, key: string): Writing[] {
      const keys = writings.get(disk) ?? new Map<string, Writing[]>();
      writings.set(disk, keys);
      const found = keys.get(key) ?? [];
      keys.set(key, found);
      return found;
    }

    function forget(disk: Disk, keys: Iterable<string>): void {
      const all = unknown.get(disk) ?? new Set<string>();
      unknown.set(disk, all);
      for (const key of keys) all.add(key);
    }

    function check(user: string, disks: readonly Disk[], key: string): void {
      const isOpen = (disk: Disk): boolean =>
        [...disk.view.outbox.values()].some(({ op }) => op.collection === NOTES.name && op.key === key);
      if (disks.some((disk) => unknown.get(disk)?.has(key) || isOpen(disk))) return;
      const body = server.store().streams.get(streamOf(user))?.rows.get(rowIdOf(NOTES.name, key))?.body ?? null;
      const found = body === null ? undefined : (JSON.parse(body) as { readonly n: number }).n;
      const last = disks.flatMap((disk) => writings.get(disk)?.get(key) ?? []);
      if (last.length === 0 || last.some(({ n, isSafe }) => n === found || (found === undefined && !isSafe))) return;
      fail(`${key} of ${user} is ${found}, and was last written as ${last.map(({ n }) => n).join(' or ')}`);
    }

    return {
      noting(_device, disk, key, n) {
        writingsOf(disk, key).push({ n, isSafe: false });
      },
      noted(_device, disk, key, n) {
        const all = writingsOf(disk, key);
        const at = all.findIndex((each) => each.n === n);
        if (at < 0) return;
        all.splice(0, at);
        (all[0] as Writing).isSafe = true;
      },
      cancelling(device, opId) {
        const op = device.disk().view.outbox.get(opId)?.op;
        if (op?.collection === NOTES.name) forget(device.disk(), [op.key ?? '']);
      },
      wiped(_device, disk) {
        forget(disk, writings.get(disk)?.keys() ?? []);
      },
      serverRestarted(how) {
        // Only messages are brought back to a history that lacks them (PRO-13).
        if (how === 'restored') isRestored = true;
      },
      ended() {
        if (isRestored) return;
        const byUser = new Map<string, Disk[]>();
        for (const device of devices) {
          for (const [user, disk] of device.disksByUser()) byUser.set(user, [...(byUser.get(user) ?? []), disk]);
        }
        for (const [user, disks] of byUser) {
          const keys = new Set(disks.flatMap((disk) => [...(writings.get(disk)?.keys() ?? [])]));
          for (const key of keys) check(user, disks, key);
        }
      },
    };
  },
};
