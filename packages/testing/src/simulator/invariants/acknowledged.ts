import type { Committed, ServerFrame } from '@tidemark/protocol';
import type { SimDevice } from '../device.ts';
import type { Invariant, WorldView } from '../hooks.ts';

/** What a device read of an op that the server says it has. */
interface Acknowledged {
  readonly opId: string;
  readonly ok: Committed;
}

/**
 * `ok` is for ever: the log has the op when the device reads it and after every restart, and repeats the same place.
 * What a restored backup lacks is excepted, until a device brings it back (SIM-16).
 */
export const ACKNOWLEDGED: Invariant = {
  rule: 'SIM-2',
  name: 'what the server acknowledged is in its log, at the place it named, at every restart',
  watch(world) {
    const { server } = world;
    const fail: WorldView['fail'] = world.fail;
    const acknowledged = new Map<string, Acknowledged>();
    /** Ops that sent a message; others that name a place changed what stands there. */
    const sendings = new Set<string>();

    function mustStand({ opId, ok: { stream, epoch, rev, ord } }: Acknowledged, when: string): void {
      const { streams, ops } = server.store();
      if (streams.get(stream)?.record.epoch !== epoch) return;
      const op = ops.get(opId);
      if (!op) fail(`${opId} was acknowledged at ${stream} #${rev} and is not in the log ${when}`);
      if (op.rev !== rev || op.ord !== ord) {
        fail(`${opId} was acknowledged at ${stream} #${rev} @${ord} and stands at #${op.rev} @${op.ord} ${when}`);
      }
      if (ord === undefined) return;
      const row = streams.get(stream)?.messages[ord - 1];
      if ((row?.rev ?? 0) < rev)
        fail(`${opId} was acknowledged at ${stream}@${ord}#${rev}, which is #${row?.rev} ${when}`);
      const key = row?.key;
      if (sendings.has(opId) && key !== opId)
        fail(`${stream}@${ord} was ${opId} when it was acknowledged, and is ${key} ${when}`);
    }

    function note({ opId, ok }: Acknowledged): void {
      mustStand({ opId, ok }, 'when the device reads that');
      acknowledged.set(`${opId}\n${ok.epoch}`, { opId, ok });
    }

    return {
      serverCommitted({ sent }) {
        for (const { key } of sent) sendings.add(key);
      },
      read(_device: SimDevice, frames: readonly ServerFrame[]) {
        for (const frame of frames) {
          // Garbage arrives here too.
          if (frame?.type !== 'results' || !Array.isArray(frame.results)) continue;
          for (const result of frame.results) if ('ok' in result && result.ok) note(result);
        }
      },
      serverRestarted() {
        for (const each of acknowledged.values()) mustStand(each, 'after a restart');
      },
      ended() {
        for (const each of acknowledged.values()) mustStand(each, 'at the end');
      },
    };
  },
};
