import type { StreamId } from '@tidemark/protocol';
import type { StoredMark } from '@tidemark/server-reference/embed';
import type { SimDevice } from '../device.ts';
import { type Disk, marksOf, type StoredMarks, type StoredState } from '../disk.ts';
import type { Invariant } from '../hooks.ts';

interface Known {
  readonly epoch: string | undefined;
  readonly marks: StoredMarks;
}

/** The history of a server that never was restored. */
const FIRST_EPOCH = 'e0';

/** Watermarks only rise, and stay below what there is. */
export const MARKS: Invariant = {
  rule: 'SIM-9',
  name: 'marks never fall, on the server and on every device; read ≤ delivered ≤ the newest message',
  watch({ server, fail }) {
    const atServer = new Map<string, StoredMark>();
    const ownMarks = new Map<Disk, Map<StreamId, StoredState['own']>>();
    const others = new Map<Disk, Map<StreamId, Known>>();

    function mustStand(where: string, [delivered, read]: readonly [number, number], most: number): void {
      if (read > delivered || delivered > most)
        fail(`${where}: read @${read}, delivered @${delivered}, newest @${most}`);
    }

    function mustRise(where: string, before: readonly number[], after: readonly number[]): void {
      if (before.some((mark, i) => mark > (after[i] ?? 0))) fail(`${where}: marks fell from @${before} to @${after}`);
    }

    function newestOf(stream: StreamId, epoch: string | undefined): number {
      return server.history(stream, epoch ?? '')?.order.length ?? 0;
    }

    function checkOwn(device: SimDevice, disk: Disk, { stream, cursor, head, own }: StoredState): void {
      const known = ownMarks.get(disk) ?? new Map<StreamId, StoredState['own']>();
      ownMarks.set(disk, known);
      const before = known.get(stream);
      known.set(stream, own);
      const where = `${device.name}, own of ${stream}`;
      if (before)
        mustRise(
          where,
          Object.values(before),
          Object.keys(before).map((name) => own[name as keyof typeof own]),
        );
      if (own.read > own.delivered) fail(`${where}: read @${own.read}, delivered @${own.delivered}`);
      // Of a history that was lost they stay, and may be ahead of a new one until that has grown as long.
      const isFirst = server.store().epoch === FIRST_EPOCH && (cursor ?? head) !== undefined;
      if (isFirst) mustStand(where, [own.delivered, own.read], newestOf(stream, FIRST_EPOCH));
      const held = Math.max(cursor?.ord ?? 0, own.toldDelivered, own.read);
      if (own.delivered > Math.max(held, before?.delivered ?? 0))
        fail(`${where}: delivered @${own.delivered}, and no more than @${held} is held`);
      if (own.toldRead > own.read || own.toldDelivered > own.delivered) fail(`${where}: told more than is there`);
    }

    function checkOthers(device: SimDevice, disk: Disk, stream: StreamId, marks: StoredMarks): void {
      const known = others.get(disk) ?? new Map<StreamId, Known>();
      others.set(disk, known);
      const { cursor, head, resetTo } = disk.view.states.get(stream) ?? {};
      const epoch = cursor?.epoch ?? head?.epoch;
      // Marks of a new history come with the list, before its first page.
      const most = Math.max(...[cursor?.epoch, head?.epoch, resetTo].map((each) => newestOf(stream, each)));
      const before = known.get(stream);
      if (before?.marks === marks) return;
      known.set(stream, { epoch, marks });
      for (const [user, mark] of Object.entries(marks)) {
        const where = `${device.name}, ${user} in ${stream}`;
        mustStand(where, mark, most);
        const last = before?.epoch === epoch ? before?.marks[user] : undefined;
        if (last) mustRise(where, last, mark);
      }
    }

    return {
      serverCommitted({ marks }) {
        for (const { stream, mark } of marks) {
          const record = server.store().streams.get(stream)?.record;
          const { user, delivered, read, ownDelivered, ownRead } = mark;
          const at = `${stream}\n${record?.epoch}\n${user}`;
          const before = atServer.get(at);
          atServer.set(at, mark);
          const where = `the server, ${user} in ${stream}`;
          mustStand(where, [delivered, read], record?.ord ?? 0);
          mustStand(`${where}, own`, [ownDelivered, ownRead], record?.ord ?? 0);
          if (!before) continue;
          const last = [before.delivered, before.read, before.ownDelivered, before.ownRead, before.rev];
          mustRise(where, last, [delivered, read, ownDelivered, ownRead, mark.rev]);
        }
      },
      deviceCommitted(device, disk, changes) {
        for (const change of changes) {
          if (!('put' in change) || change.store !== 'streams') continue;
          const state = change.put.body as StoredState;
          if (!state.stream.startsWith('conversation:')) continue;
          checkOwn(device, disk, state);
          checkOthers(device, disk, state.stream, marksOf(disk.view, state.stream));
        }
      },
      wiped(_device, disk) {
        ownMarks.delete(disk);
        others.delete(disk);
      },
    };
  },
};
