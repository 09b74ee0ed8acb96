import type { MemberBody, StreamId } from '@tidemark/protocol';
import type { StoredRow } from '@tidemark/server-reference/embed';
import type { SimDevice } from '../device.ts';
import type { Disk, StoredState } from '../disk.ts';
import type { Invariant, WorldView } from '../hooks.ts';
import { rowIdOf, type StreamHistory } from '../server-history.ts';

type Range = StoredState['ranges'][number];

const rangeOf = (ranges: readonly Range[], ord: number): Range | undefined =>
  ranges.find(({ from, to }) => from <= ord && ord <= to);

/** Whether changes up to the rev bring a message with this ord or a later one. One that changed again comes with that change. */
function isTold({ madeAt, messages }: StreamHistory, least: number, upTo: number, from: number): boolean {
  const ord = Math.max(least, from);
  for (let next = ord; (madeAt[next - 1] ?? Number.POSITIVE_INFINITY) <= upTo; next++)
    if ((messages[next - 1]?.rev ?? 0) <= upTo) return true;
  return false;
}

/** The first message that a member is told of. */
function firstToldOf({ rows }: StreamHistory, user: string): number {
  const body = rows.get(rowIdOf('member', user))?.body;
  return (body?.includes('"from"') && (JSON.parse(body) as MemberBody).from) || 1;
}

/** Whatever was changed up to the cursor is on the device, unless the device knows that it is not. */
export const NO_HOLE: Invariant = {
  rule: 'SIM-5',
  name: 'a cursor never passes a hole: up to it the device holds every change, and exactly the ords of its ranges',
  watch(world) {
    const { server } = world;
    const fail: WorldView['fail'] = world.fail;
    /** By disk, stream and history: the rev up to which rows were looked at. */
    const checked = new Map<Disk, Map<string, number>>();

    function mustHoldRow(device: SimDevice, disk: Disk, row: StoredRow, history: StreamHistory, upTo: number): void {
      const id = rowIdOf(row.collection, row.key);
      const newest = history.rows.get(id);
      // The server tells rows as they are, so one that changed again comes with that change: it is looked at there.
      if (newest === undefined || newest.rev > upTo) return;
      const held = disk.view.rows.get(row.stream)?.get(id);
      if (held?.rev === (newest.body === null ? undefined : newest.rev)) return;
      fail(
        `${device.name} stands at ${row.stream}#${upTo} and holds ${row.collection}/${row.key} of #${held?.rev}, not #${row.rev}`,
      );
    }

    function mustHoldMessage(
      device: SimDevice,
      disk: Disk,
      state: StoredState,
      ord: number,
      history: StreamHistory,
    ): void {
      const range = rangeOf(state.ranges, ord);
      const row = history.messages[ord - 1];
      if (!range || !row || ord < firstToldOf(history, device.user())) return;
      const upTo = range.rev ?? state.cursor?.rev ?? 0;
      const held = disk.view.messages.get(state.stream)?.get(ord);
      const isRight = row.rev <= upTo ? (held?.rev ?? 0) >= row.rev : held !== undefined;
      if (!isRight)
        fail(
          `${device.name} has ${state.stream}@${ord} in its ranges up to #${upTo}, and holds #${held?.rev}, not #${row.rev}`,
        );
    }

    function mustHoldRanges(device: SimDevice, disk: Disk, state: StoredState): void {
      const messages = disk.view.messages.get(state.stream);
      let count = 0;
      let after = 0;
      for (const { from, to } of state.ranges) {
        if (from <= after || to < from)
          fail(`${device.name} has ${state.stream}@${from}–@${to} after @${after} in its ranges`);
        after = to;
        count += to - from + 1;
      }
      const held = messages?.size ?? 0;
      if (count !== held) fail(`${device.name} holds ${held} messages of ${state.stream}, and its ranges say ${count}`);
    }

    function mustBeWhole(device: SimDevice, disk: Disk, state: StoredState): void {
      const { stream, cursor } = state;
      mustHoldRanges(device, disk, state);
      // A stream nobody wrote to stands at its beginning, and has no history.
      if (!cursor || cursor.rev === 0) return;
      const history = server.history(stream, cursor.epoch);
      if (!history || cursor.rev > history.rev) {
        fail(
          `${device.name} stands at ${stream} ${cursor.epoch}#${cursor.rev}, the server wrote up to #${history?.rev}`,
        );
      }
      if (stream.startsWith('conversation:')) {
        const last = history.madeAt[cursor.ord - 1];
        const isLate = cursor.ord > 0 && last !== undefined && last > cursor.rev;
        if (
          isLate ||
          cursor.ord > history.order.length ||
          isTold(history, cursor.ord + 1, cursor.rev, firstToldOf(history, device.user()))
        ) {
          fail(`${device.name} stands at ${stream}#${cursor.rev} and takes @${cursor.ord} for the newest`);
        }
      }
      const seen = checked.get(disk) ?? new Map<string, number>();
      checked.set(disk, seen);
      const at = `${stream}\n${cursor.epoch}`;
      for (let rev = (seen.get(at) ?? 0) + 1; rev <= cursor.rev; rev++) {
        const row = history.changes[rev];
        if (!row) continue;
        if (row.ord !== undefined) mustHoldMessage(device, disk, state, row.ord, history);
        else if (row.about === undefined) mustHoldRow(device, disk, row, history, cursor.rev);
      }
      seen.set(at, cursor.rev);
    }

    return {
      deviceCommitted(device, disk, changes) {
        const streams = new Set<StreamId>();
        for (const change of changes) {
          if ('put' in change) {
            if (change.store === 'messages' || (change.store === 'streams' && change.put.key[1] === 'state'))
              streams.add(change.put.key[0] as StreamId);
          } else if ('deleteRange' in change) streams.add(change.deleteRange.prefix[0] as StreamId);
        }
        for (const stream of streams) {
          const state = disk.view.states.get(stream);
          if (state) mustBeWhole(device, disk, state);
          else if ((disk.view.messages.get(stream)?.size ?? 0) > 0)
            fail(`${device.name} holds messages of ${stream}, and no state`);
        }
        for (const change of changes) {
          if (!('put' in change) || change.store !== 'messages') continue;
          const [stream, ord] = change.put.key as [StreamId, number];
          const state = disk.view.states.get(stream);
          const history = state?.cursor && server.history(stream, state.cursor.epoch);
          if (!state || !history) continue;
          if (!rangeOf(state.ranges, ord)) fail(`${device.name} holds ${stream}@${ord} outside of its ranges`);
          mustHoldMessage(device, disk, state, ord, history);
        }
      },
      wiped(_device, disk) {
        checked.delete(disk);
      },
    };
  },
};
