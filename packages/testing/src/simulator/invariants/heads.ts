import type { StreamId } from '@tidemark/protocol';
import type { Disk, StoredState } from '../disk.ts';
import type { Invariant } from '../hooks.ts';

/** What a device once heard of, it knows of. */
export const HEADS: Invariant = {
  rule: 'SIM-63',
  name: 'what a device knows of a stream’s newest rev and ord never falls within a history',
  watch({ fail }) {
    const known = new Map<Disk, Map<StreamId, StoredState>>();
    return {
      deviceCommitted(device, disk, changes) {
        const before = known.get(disk) ?? new Map<StreamId, StoredState>();
        known.set(disk, before);
        for (const change of changes) {
          if (!('put' in change) || change.store !== 'streams' || change.put.key[1] !== 'state') continue;
          const state = change.put.body as StoredState;
          const last = before.get(state.stream)?.head;
          before.set(state.stream, state);
          const { head } = state;
          if (!head || last?.epoch !== head.epoch || (head.rev >= last.rev && head.ord >= last.ord)) continue;
          fail(
            `${device.name} knew ${state.stream} up to @${last.ord}#${last.rev}, and knows it up to @${head.ord}#${head.rev}`,
          );
        }
      },
      wiped(_device, disk) {
        known.delete(disk);
      },
    };
  },
};
