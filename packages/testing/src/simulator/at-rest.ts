import type { StreamId } from '@tidemark/protocol';
import type { SimDevice } from './device.ts';
import type { Settings } from './plan.ts';
import { visibleFrom } from './server-access.ts';
import type { SimServer } from './sim-server.ts';

/** What is still to be done, or nothing: then every device runs, owes nothing, and stands where the server stands. */
export function leftToDo(
  devices: readonly SimDevice[],
  server: SimServer,
  { features = [] }: Settings,
): string | undefined {
  // What a person hid is on no screen of theirs, nor is what is over.
  const fills = !features.includes('hide-message') && !features.includes('let-disappear');
  if (!server.isUp()) return 'the server is down';
  for (const device of devices) {
    const left = leftOn(device, server, fills);
    if (left !== undefined) return `${device.name}: ${left}`;
  }
  return undefined;
}

function leftOn(device: SimDevice, server: SimServer, fills: boolean): string | undefined {
  const client = device.client();
  if (!client) return 'no client is open';
  if (!device.isQuiet()) return 'it waits for its storage';
  const { outbox, states } = device.disk().view;
  for (const { op, ended } of outbox.values()) {
    const what = ended === undefined ? 'holds' : 'holds for the person to take back';
    return `the outbox ${what} ${op.collection} ${op.opId} for ${op.stream}`;
  }
  const { kind } = client.sync.observe().getSnapshot() ?? {};
  if (kind !== 'live') return `it is ${kind}`;
  const store = server.store();
  const { streams } = store;
  const firstOf = (stream: StreamId): number | undefined => visibleFrom(store, stream, device.user());
  for (const stream of streams.keys())
    if (!states.has(stream) && firstOf(stream) !== undefined) return `${stream} is not known`;
  for (const { stream, gone, head, cursor, own, marksRev } of states.values()) {
    const record = streams.get(stream)?.record;
    const first = firstOf(stream);
    if (gone || !record || (stream.startsWith('conversation:') && first === undefined)) continue;
    if (!cursor) {
      // Known from the list alone: a heartbeat tells how far it goes.
      if (head && head.ord !== record.ord)
        return `${stream} is listed with @${head.ord}, the server has @${record.ord}`;
      continue;
    }
    if (cursor.epoch !== record.epoch || cursor.rev !== record.rev) {
      return `${stream} stands at ${cursor.epoch}#${cursor.rev}, the server at ${record.epoch}#${record.rev}`;
    }
    // Past the end of a history that a restore made shorter there is nothing to confirm.
    const read = Math.min(own.read, record.ord);
    const delivered = Math.min(own.delivered, record.ord);
    if (read > own.toldRead) return `${stream}: read @${read}, confirmed @${own.toldRead}`;
    if (delivered > own.toldDelivered) {
      return `${stream}: delivered @${delivered}, confirmed @${own.toldDelivered}`;
    }
    const screen = device.screens().get(stream.slice('conversation:'.length));
    const shown = screen?.window.getSnapshot()?.rows.length ?? 0;
    // Of a history that begins with one's joining there is no more.
    const told = record.ord - (first ?? 1) + 1;
    if (fills && screen && shown < Math.min(screen.wanted, told))
      return `${stream}: ${shown} of ${told} messages on a screen that wants ${screen.wanted}`;
    if (marksRev < record.marksRev) return `${stream}: marks of ${marksRev}, the server has ${record.marksRev}`;
  }
  return undefined;
}
