import type { Op, StreamId } from '@tidemark/protocol';
import type { SimDevice } from '../device.ts';
import type { Disk, StoredPending } from '../disk.ts';
import type { Invariant } from '../hooks.ts';
import { BY_POLICY } from '../policies.ts';
import { visibleFrom } from '../server-access.ts';
import { createTakenBackOps } from './taken-back-ops.ts';

/** Rows whose writes give way to those that came before: nobody was promised that they get there. */
const YIELDING = new Set(['server-wins', 'merge', 'manual'].map((policy) => BY_POLICY[policy]?.name ?? ''));

const AFTER_RESTART = 'after a restart';
const AS_ROOM_IS_MADE = 'as room is made';

interface Own {
  /** What stands in the outbox, by place. */
  readonly waiting: Map<string, StoredPending>;
  /** Messages the app was told are safe: the stream of each. */
  readonly saved: Map<string, StreamId>;
}

/** What an app was told is safe stays on the device until it is the server's, also when its process dies. */
export const OWN_WRITES: Invariant = {
  rule: 'SIM-6',
  name: 'what was written stays: in the outbox until its effect is held, also across restarts',
  watch({ server, fail }) {
    const disks = new Map<Disk, Own>();
    /** Ops that any history of the server had. */
    const committed = new Set<string>();
    const cancelled = createTakenBackOps();

    function ownOf(disk: Disk): Own {
      const own = disks.get(disk) ?? { waiting: new Map(), saved: new Map() };
      disks.set(disk, own);
      return own;
    }

    function mustBeKept(device: SimDevice, disk: Disk, opId: string, stream: StreamId, when: string): void {
      if (disk.view.outbox.has(opId) || disk.ordOf(stream, opId) !== undefined || cancelled.has({ opId, stream }))
        return;
      const state = disk.view.states.get(stream);
      const ord = server.history(stream, state?.cursor?.epoch ?? '')?.order.indexOf(opId) ?? -1;
      // It is the server's, and in a gap: it went to make room, or a new history began behind it.
      const isGap = when === AFTER_RESTART || when === AS_ROOM_IS_MADE;
      if (ord >= 0 && (isGap || ord + 1 <= (state?.evictedTo ?? 0))) return;
      fail(`${device.name} wrote ${opId} into ${stream}, and ${when} it is neither in the outbox nor held`);
    }

    /** What makes room leaves a gap of what the server has then; a backup without it may follow. */
    function makeRoom(device: SimDevice, disk: Disk, stream: StreamId): void {
      const { saved } = ownOf(disk);
      for (const [id, of] of saved) {
        if (of !== stream || disk.view.outbox.has(id) || disk.ordOf(stream, id) !== undefined) continue;
        mustBeKept(device, disk, id, stream, AS_ROOM_IS_MADE);
        saved.delete(id);
      }
    }

    /** A conversation that one left; or a thread, which goes with its parent, and is refused from then on. */
    const isOver = (device: SimDevice, disk: Disk, { stream, opId }: Op): boolean =>
      disk.view.states.get(stream)?.gone === true ||
      (stream.startsWith('conversation:') &&
        disk.ordOf(stream, opId) === undefined &&
        visibleFrom(server.store(), stream, device.user()) === undefined);

    function left(device: SimDevice, disk: Disk, { op }: StoredPending): void {
      if (cancelled.has(op) || YIELDING.has(op.collection)) return;
      // Nothing more is told of what one may not see any more: that the server has it is its end (STR-22, STR-43).
      if (committed.has(op.opId) && isOver(device, disk, op)) {
        ownOf(disk).saved.delete(op.opId);
        return;
      }
      if (op.collection === 'message' && op.kind === 'put') {
        mustBeKept(device, disk, op.opId, op.stream, 'as it leaves the outbox');
      } else if (!committed.has(op.opId)) {
        fail(`${device.name} drops ${op.collection} ${op.opId} from its outbox, and the server never had it`);
      }
    }

    return {
      serverCommitted({ ops }) {
        for (const { opId } of ops) committed.add(opId);
      },
      cancelling(_device, opId) {
        cancelled.add(opId);
      },
      saved(device, disk, { id, conversationId }) {
        const stream: StreamId = `conversation:${conversationId}`;
        mustBeKept(device, disk, id, stream, 'as the app is told');
        ownOf(disk).saved.set(id, stream);
      },
      deviceCommitted(device, disk, changes) {
        const { waiting, saved } = ownOf(disk);
        for (const change of changes) {
          if (change.store === 'messages' && 'deleteRange' in change && change.deleteRange.to !== undefined)
            makeRoom(device, disk, change.deleteRange.prefix[0] as StreamId);
          if (change.store === 'messages' && 'put' in change) {
            const { id, body, expiresAt } = change.put.body as {
              readonly id: string;
              readonly body?: unknown;
              readonly expiresAt?: number;
            };
            // A restored server may lack one that was deleted, or whose time is over, and nobody brings it back.
            if (body === undefined || expiresAt !== undefined) saved.delete(id);
          }
          if (change.store !== 'outbox') continue;
          if ('put' in change) {
            const { op } = change.put.body as StoredPending;
            const place = change.put.key.join('\n');
            const before = waiting.get(place);
            if (before && before.op.opId !== op.opId) left(device, disk, before);
            waiting.set(place, change.put.body as StoredPending);
          } else if ('delete' in change) {
            const place = change.delete.join('\n');
            const before = waiting.get(place);
            waiting.delete(place);
            if (before && !disk.view.outbox.has(before.op.opId)) left(device, disk, before);
          } else fail(`${device.name} empties its outbox: ${JSON.stringify(change)}`);
        }
      },
      opened(device, disk) {
        for (const [id, stream] of ownOf(disk).saved) mustBeKept(device, disk, id, stream, AFTER_RESTART);
      },
      wiped(_device, disk) {
        disks.delete(disk);
      },
    };
  },
};
