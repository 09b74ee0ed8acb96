import type { StreamId } from '@tidemark/protocol';
import type { Disk } from '../disk.ts';
import type { Invariant } from '../hooks.ts';

interface MessageBody {
  readonly id: string;
  readonly author: string;
  readonly body?: unknown;
}

/** Every replica has at a place what the server has there, and a device's messages stand in the order it wrote them. */
export const SAME_ORDER: Invariant = {
  rule: 'SIM-4',
  name: 'every replica has the messages of the server at their places, in the order their author wrote them',
  watch({ server, fail }) {
    /** When the app was told that a message is safe; of those that never failed. */
    const written = new Map<string, { readonly disk: Disk; readonly n: number }>();
    const newest = new Map<Disk, Map<StreamId, number>>();
    /** When a device first kept an op that sends a message. */
    const kept = new Map<string, number>();
    let count = 0;

    return {
      saved(_device, disk, { id }) {
        const n = kept.get(id);
        if (n !== undefined) written.set(id, { disk, n });
      },
      wiped(_device, disk) {
        newest.delete(disk);
        for (const [id, each] of written) if (each.disk === disk) written.delete(id);
      },
      serverCommitted({ sent }) {
        for (const { key, stream } of sent) {
          const mine = written.get(key);
          if (!mine) continue;
          // A later history may have it again.
          written.delete(key);
          const streams = newest.get(mine.disk) ?? new Map<StreamId, number>();
          newest.set(mine.disk, streams);
          if ((streams.get(stream) ?? -1) > mine.n)
            fail(`${key} stands in ${stream} behind one that was written after it`);
          streams.set(stream, mine.n);
        }
      },
      deviceCommitted(device, { view }, changes) {
        for (const change of changes) {
          if (!('put' in change)) continue;
          const { key, body, rev } = change.put;
          const stream = key[0] as StreamId;
          if (change.store === 'outbox') {
            const { op, ended } = body as { readonly op: { readonly opId: string }; readonly ended?: unknown };
            if (!kept.has(op.opId)) kept.set(op.opId, count++);
            // What failed may be passed, and tried again behind what passed it.
            if (ended !== undefined) written.delete(op.opId);
          }
          if (change.store !== 'messages') continue;
          const ord = key[1] as number;
          const { epoch = '' } = view.states.get(stream)?.cursor ?? {};
          const history = server.history(stream, epoch);
          const message = body as MessageBody;
          if (history?.order[ord - 1] !== message.id) {
            fail(
              `${device.name} holds ${message.id} at ${stream}@${ord} of ${epoch}, the server ${history?.order[ord - 1]}`,
            );
          }
          const row = history?.messages[ord - 1];
          if (row?.rev !== rev) continue;
          const text = row.body === null ? undefined : JSON.stringify(JSON.parse(row.body));
          if (JSON.stringify(message.body) === text && message.author === row.author) continue;
          fail(`${device.name} holds another ${stream}@${ord}#${rev}: ${JSON.stringify(message)}, not ${text}`);
        }
      },
    };
  },
};
