import type { ConversationsView, Message, MessagesView } from '@tidemark/core';
import { conversationStream, parseStream, type StreamId } from '@tidemark/protocol';
import type { SimDevice } from '../device.ts';
import type { Disk, StoredPending } from '../disk.ts';
import type { Invariant } from '../hooks.ts';
import { isLeft } from './kept-as.ts';

interface Shown {
  readonly view: MessagesView;
  readonly epoch: string | undefined;
}

/** What a person has seen stays where it is, as long as they look. */
export const NO_FLICKER: Invariant = {
  rule: 'SIM-7',
  name: 'no message vanishes from the screen and no conversation from the list, unless it was taken back or pushed out',
  watch({ server, fail }) {
    const shown = new Map<SimDevice, Map<string, Shown>>();
    const cancelled = new Set<string>();
    const listed = new Map<SimDevice, ConversationsView>();
    /** Ids that any database ever had. */
    const stored = new Set<string>();
    /** Streams whose creation a database had. One that the browser evicted had none. */
    const created = new Map<Disk, Set<StreamId>>();
    const refused = new Set<SimDevice>();
    /** Messages, and conversations, that somebody took out of their own sight. */
    const hidden = new Set<string>();
    /** Conversations that the device was asked to leave, until it lists them again. */
    const leaving = new Map<SimDevice, Set<string>>();

    /** Whether what is left on screen is all newer than a message that went. */
    function isPushedOut({ id, ord }: Message, device: SimDevice, { view: before, epoch }: Shown, now: Shown): boolean {
      const after = now.view;
      const first = after.rows[0];
      if (!first || after.rows.length < before.rows.length) return false;
      // Another history may have it elsewhere: what was brought back stands behind what passed it.
      const place = (epoch === now.epoch ? ord : undefined) ?? server.store().ops.get(id)?.ord;
      const confirmedIn = device.disk().view.outbox.get(first.id)?.ack?.epoch ?? now.epoch;
      // One confirmed in a history whose page is yet to come waits behind the places of the old, whatever its own (LOP-22).
      const isElsewhere = now.epoch !== undefined && confirmedIn !== now.epoch;
      if (first.ord !== undefined && !isElsewhere) return place !== undefined && place < first.ord;
      // Only pending ones are left on screen.
      if (first.ord === undefined && place !== undefined) return true;
      const history = before.rows.map((row) => row.id);
      return history.indexOf(first.id) > history.indexOf(id) || !history.includes(first.id);
    }

    /** Whether the server has a time for it, or deleted it at that: its author's device may hear of both at once. */
    function mayBeOver(id: string, stream: StreamId): boolean {
      const { ops, streams } = server.store();
      const row = streams.get(stream)?.messages[(ops.get(id)?.ord ?? 0) - 1];
      return row?.key === id && (row.dueAt !== undefined || row.body === null);
    }

    return {
      cancelling(device, opId) {
        cancelled.add(opId);
        const op = device.disk().view.outbox.get(opId)?.op;
        if (op?.collection === 'conversation') cancelled.add(op.stream);
        // Who takes back that they joined again has left.
        if (op?.collection === 'member' && isLeft(device.disk(), op.stream, device.user(), opId))
          leaving.set(device, (leaving.get(device) ?? new Set()).add(parseStream(op.stream).scope));
      },
      hiding(_device, id) {
        hidden.add(id);
      },
      leaving(device, id) {
        leaving.set(device, (leaving.get(device) ?? new Set()).add(id));
      },
      refused(device) {
        refused.add(device);
      },
      deviceCommitted(_device, disk, changes) {
        for (const change of changes) {
          if (!('put' in change)) continue;
          if (change.store === 'outbox') {
            const { op } = change.put.body as StoredPending;
            stored.add(op.opId);
            if (op.collection === 'conversation') created.set(disk, (created.get(disk) ?? new Set()).add(op.stream));
          } else if (change.store === 'messages') stored.add((change.put.body as { readonly id: string }).id);
        }
      },
      shown(device, conversationId, view) {
        const screens = shown.get(device) ?? new Map<string, Shown>();
        shown.set(device, screens);
        const stream: StreamId = `conversation:${conversationId}`;
        const state = device.disk().view.states.get(stream);
        const epoch = state?.cursor?.epoch;
        const isGone = state?.gone === true;
        const before = screens.get(conversationId);
        const now = { view, epoch };
        screens.set(conversationId, now);
        if (!before) return;
        const ids = new Set<string>();
        for (const { id } of view.rows) {
          if (ids.has(id)) fail(`${device.name} shows ${id} twice in ${conversationId}`);
          ids.add(id);
        }
        for (const message of before.view.rows) {
          if (ids.has(message.id) || cancelled.has(message.id) || hidden.has(message.id)) continue;
          // What was on its way as one left is the server's, and nothing more is told of it (STR-22).
          const isOver = isGone && message.mine && device.disk().ordOf(stream, message.id) === undefined;
          if (isOver && server.store().ops.has(message.id)) continue;
          // It goes at its time (DIS-1), which is SIM-58.
          if (message.expiresAt !== undefined || mayBeOver(message.id, stream)) continue;
          // A write that the storage refused is gone, and its promise said so (LOP-24).
          if (refused.has(device) && !stored.has(message.id)) continue;
          // Of others' messages a new history has what its backup had, and nobody brings back what was deleted.
          if (epoch !== before.epoch && (!message.mine || message.deleted)) continue;
          if (isPushedOut(message, device, before, now)) continue;
          fail(`${device.name} showed ${message.id} (@${message.ord}) in ${conversationId}, and shows it no more`);
        }
      },
      listed(device, view) {
        const before = listed.get(device);
        listed.set(device, view);
        const ids = new Set(view.rows.map(({ id }) => id));
        const left = leaving.get(device);
        if (left) for (const { id } of view.rows) if (!before?.rows.some((row) => row.id === id)) left.delete(id);
        for (const { id } of before?.rows ?? []) {
          // It may have been joined again, which was refused.
          if (left?.has(id) || isLeft(device.disk(), conversationStream(id), device.user())) continue;
          if (ids.has(id) || cancelled.has(conversationStream(id))) continue;
          if (device.disk().view.states.get(conversationStream(id))?.gone) continue;
          if (hidden.has(id)) continue;
          if (refused.has(device) && !created.get(device.disk())?.has(conversationStream(id))) continue;
          fail(`${device.name} listed ${id}, and lists it no more`);
        }
      },
      wiped(_device, disk) {
        created.delete(disk);
      },
      opened(device) {
        listed.delete(device);
      },
      hidden(device, conversationId) {
        shown.get(device)?.delete(conversationId);
      },
    };
  },
};
