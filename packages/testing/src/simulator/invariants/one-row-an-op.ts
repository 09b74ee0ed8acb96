import type { StreamId } from '@tidemark/protocol';
import type { StreamRecord } from '@tidemark/server-reference/embed';
import type { Invariant } from '../hooks.ts';

/** A log counts without holes, and an op stands in it once, however often it was pushed. */
export const ONE_ROW_AN_OP: Invariant = {
  rule: 'SIM-3',
  name: 'an op is one row for ever; revs, ords and times of a stream rise without holes',
  watch({ server, fail }) {
    /** By history and op: the place of its message. */
    const places = new Map<string, string>();
    const records = new Map<StreamId, StreamRecord>();

    function mustRise(before: StreamRecord | undefined, after: StreamRecord, sent: number): void {
      const isSame = before?.epoch === after.epoch;
      const [rev, ord, at, marksRev] = isSame ? [before.rev, before.ord, before.at, before.marksRev] : [0, 0, 0, 0];
      if (after.rev < rev || after.marksRev < marksRev || after.at < at) {
        fail(`${after.stream} fell from #${rev} (${at} ms, marks ${marksRev}) to #${after.rev} (${after.at} ms)`);
      }
      if (isSame && after.ord !== ord + sent)
        fail(`${after.stream} went from @${ord} to @${after.ord} by ${sent} messages`);
    }

    return {
      serverCommitted({ streams, sent }) {
        const counts = new Map<StreamId, number>();
        for (const { stream, key, ord } of sent) {
          counts.set(stream, (counts.get(stream) ?? 0) + 1);
          const record = server.store().streams.get(stream)?.record;
          const at = `${record?.epoch}\n${key}`;
          const place = `${stream}@${ord}`;
          const before = places.get(at);
          if (before !== undefined) fail(`${key} stands at ${before} and was written at ${place} too`);
          places.set(at, place);
        }
        for (const record of streams) {
          mustRise(records.get(record.stream), record, counts.get(record.stream) ?? 0);
          records.set(record.stream, record);
        }
      },
      serverRestarted() {
        for (const { record, messages } of server.store().streams.values()) {
          records.set(record.stream, record);
          for (const { stream, key, ord } of messages) places.set(`${record.epoch}\n${key}`, `${stream}@${ord}`);
        }
      },
      deviceCommitted(device, disk, changes) {
        for (const change of changes) {
          if (!('put' in change) || change.store !== 'messages') continue;
          const [stream, ord] = change.put.key as [StreamId, number];
          const { id } = change.put.body as { readonly id: string };
          const at = disk.ordOf(stream, id);
          if (at !== ord && at !== undefined) fail(`${device.name} holds ${id} at ${stream}@${ord} and @${at}`);
          if (disk.view.outbox.has(id)) fail(`${device.name} holds ${id} at ${stream}@${ord} and in its outbox`);
        }
      },
    };
  },
};
