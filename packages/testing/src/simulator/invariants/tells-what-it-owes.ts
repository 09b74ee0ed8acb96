import type { ClientFrame, StreamId } from '@tidemark/protocol';
import type { SimDevice } from '../device.ts';
import type { StoredState } from '../disk.ts';
import type { Invariant } from '../hooks.ts';

/** Marks are told once a second, and a session begins with a few commits. */
const TOLD_WITHIN_MS = 3_000;

interface Owed {
  sinceMs: number;
  readonly streams: Set<StreamId>;
}

/** Whether the server has not confirmed one's own marks: as far as its history goes, which a restore may have cut. */
function owesMarks({ own, cursor, head, gone }: StoredState): boolean {
  if (gone) return false;
  const newest = head?.epoch === cursor?.epoch ? Math.max(cursor?.ord ?? 0, head?.ord ?? 0) : (cursor?.ord ?? 0);
  const most = cursor ? newest : Number.POSITIVE_INFINITY;
  return Math.min(own.delivered, most) > own.toldDelivered || Math.min(own.read, most) > own.toldRead;
}

/** What was told in vain, by an earlier process maybe, is told anew on the next connection, whatever else happens there. */
export const TELLS_WHAT_IT_OWES: Invariant = {
  rule: 'SIM-74',
  name: 'a device soon tells the marks that were not confirmed when the session began',
  watch({ nowMs, fail }) {
    /** By device: when the session began, and what has been neither told nor confirmed since. */
    const owed = new Map<SimDevice, Owed>();

    function told({ streams }: Owed, frames: readonly ClientFrame[]): void {
      for (const frame of frames) {
        if (frame.type === 'mark') for (const { stream } of frame.marks) streams.delete(stream);
      }
    }

    /** Looks when something is said: then the connection lives. */
    function check(device: SimDevice): void {
      const { sinceMs, streams } = owed.get(device) ?? {};
      // A device that waits for its storage may not have read yet what it owes.
      if (!streams || sinceMs === undefined || nowMs() < sinceMs + TOLD_WITHIN_MS || !device.isQuiet()) return;
      for (const stream of streams) {
        if (device.disk().view.states.has(stream))
          fail(`${device.name} has not told its marks in ${stream} for ${nowMs() - sinceMs} ms`);
      }
    }

    return {
      connecting(device) {
        owed.delete(device);
      },
      woken(device) {
        const each = owed.get(device);
        if (each) each.sinceMs = nowMs();
      },
      read(device, frames) {
        check(device);
        if (!frames.some((frame) => frame?.type === 'welcome')) return;
        const owing = [...device.disk().view.states.values()].filter(owesMarks);
        owed.set(device, { sinceMs: nowMs(), streams: new Set(owing.map(({ stream }) => stream)) });
      },
      sent(device, frames) {
        const each = owed.get(device);
        if (each) told(each, frames);
        check(device);
      },
      // Another device of the user's may have told the same: what is owed afterwards is news.
      deviceCommitted(device, disk, changes) {
        const { streams } = owed.get(device) ?? {};
        for (const change of changes) {
          if (change.store !== 'streams' || !('put' in change)) continue;
          const stream = change.put.key[0] as StreamId;
          const state = disk.view.states.get(stream);
          if (state && !owesMarks(state)) streams?.delete(stream);
        }
      },
    };
  },
};
