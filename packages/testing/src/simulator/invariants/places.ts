import type { StreamId } from '@tidemark/protocol';
import type { Disk, StoredPending } from '../disk.ts';
import type { Invariant } from '../hooks.ts';

/** Where a message stands among those of its lane: at a place of a history, or among those that never had one. */
interface Standing {
  /** Absent: it never had a place on this disk. */
  readonly epoch?: string;
  readonly n: number;
}

const isMessage = ({ op }: StoredPending): boolean => op.collection === 'message' && op.kind === 'put';

/** What waits stands as it was written, behind what comes back because a new history lacks it. */
export const PLACES: Invariant = {
  rule: 'SIM-61',
  name: 'messages wait in the outbox in the order in which they were written, behind those that had a place and go again',
  watch({ fail }) {
    const standings = new Map<Disk, Map<string, Standing>>();
    let written = 0;

    function standingsOf(disk: Disk): Map<string, Standing> {
      const found = standings.get(disk) ?? new Map<string, Standing>();
      standings.set(disk, found);
      return found;
    }

    function isInOrder(before: Standing, after: Standing): boolean {
      if (before.epoch === after.epoch) return before.n < after.n;
      // Places of two histories say nothing of each other.
      return before.epoch !== undefined;
    }

    return {
      deviceCommitted(device, disk, changes) {
        const known = standingsOf(disk);
        const lanes = new Set<StreamId>();
        for (const change of changes) {
          if (!('put' in change)) continue;
          const [stream, n] = change.put.key as [StreamId, number];
          const { epoch } = disk.view.states.get(stream)?.cursor ?? {};
          if (change.store === 'outbox') {
            lanes.add(stream);
            const pending = change.put.body as StoredPending;
            // In the order in which they came to the disk: of two that came with one commit the app may be told in
            // any order, since what it called may have more to do than the other.
            if (isMessage(pending) && !known.has(pending.op.opId)) known.set(pending.op.opId, { n: written++ });
          } else if (change.store === 'messages' && epoch !== undefined)
            known.set((change.put.body as { readonly id: string }).id, { epoch, n });
        }
        for (const lane of lanes) {
          const waiting = [...disk.view.outbox.values()].filter((each) => each.lane === lane && isMessage(each));
          let before: Standing | undefined;
          for (const { op, n } of waiting.sort((a, b) => a.n - b.n)) {
            const standing = known.get(op.opId);
            if (standing && before && !isInOrder(before, standing))
              fail(`${device.name} keeps ${op.opId} at ${lane} ${n}, behind one that was written after it`);
            before = standing ?? before;
          }
        }
      },
      wiped(_device, disk) {
        standings.delete(disk);
      },
    };
  },
};
