import { conversationStream } from '@tidemark/protocol';
import type { Feature } from '../client/feature.ts';
import { checkId, checkKey } from '../model/check-body.ts';
import type { Message } from '../model/message.ts';
import { createView } from '../observe/create-view.ts';
import { type Reach, reachOf } from '../observe/delivery-of.ts';
import { isThere } from '../observe/held-messages.ts';
import { createLiveWindow } from '../observe/live-window.ts';
import { changesOf } from '../observe/message-changes.ts';
import type { Observed } from '../observe/observed.ts';
import { createMessageMaker } from '../observe/show-message.ts';

export interface OneMessageView {
  /** Absent: no such message is on this device, or none that one may see. */
  readonly message?: Message | undefined;
}

export interface OneMessage {
  /** One message by its id, wherever in the conversation it stands: as windows show it. Nothing is fetched for it. */
  observe(conversationId: string, id: string): Observed<OneMessageView>;
}

/** A message apart from any window: what a reply answers, a pinned one, one row of a list. */
export const oneMessage: Feature<OneMessage> = {
  open: ({ db, book, outbox, catchUp, me, sources }) => ({
    observe(conversationId, id) {
      const stream = conversationStream(checkKey('conversationId', conversationId));
      const { veils, expiry, onError } = sources;
      let reach: Reach | undefined;
      const make = createMessageMaker(conversationId, me, () => reach);
      const changed = (): void => invalidate();
      const base = createLiveWindow({
        ...db,
        query: {
          store: 'messages',
          index: 'id',
          prefix: [checkId('id', id)],
          reverse: false,
          limit: 1,
          filter: (row) => row.key[0] === stream && isThere(row),
        },
        changed,
        onError,
      });

      function find(): Message | undefined {
        const [row] = base.rows();
        const pending = outbox.get(id);
        const changes = changesOf(outbox, stream).get(id);
        reach = reachOf(book.marks(stream), me(), book.state(stream).cursor?.epoch);
        if (row) return make.fromBase(row, changes);
        return pending?.op.stream === stream ? make.fromPending(pending, changes) : undefined;
      }

      const { observed, invalidate } = createView<OneMessageView>(sources, {
        ready: Promise.all([base.ready, book.load([stream]), veils.ready()]),
        begin: () => catchUp.hold(stream),
        compute() {
          const message = find();
          const expiresAt = message?.expiresAt;
          expiry.watch(changed, expiresAt === undefined ? [] : [expiresAt]);
          return message && !veils.hides(id) && !expiry.isOver(expiresAt) ? { message } : {};
        },
        ends: [
          base.close,
          book.subscribe(stream, changed),
          outbox.subscribe((lane) => {
            if (lane === stream) changed();
          }),
          veils.subscribe(changed),
          () => expiry.watch(changed, []),
        ],
      });
      return observed;
    },
  }),
};
