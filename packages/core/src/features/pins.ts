import { conversationStream } from '@tidemark/protocol';
import type { Feature } from '../client/feature.ts';
import { checkId, checkKey } from '../model/check-body.ts';
import { createView } from '../observe/create-view.ts';
import { currentRow } from '../observe/current-row.ts';
import type { Observed } from '../observe/observed.ts';
import { createRowTable } from '../observe/row-table.ts';

export interface Pin {
  readonly messageId: string;
  /** Who pinned it; absent while that is pending. */
  readonly by?: string | undefined;
  /** Server time of the pinning, this device's while it is pending. */
  readonly at: number;
  readonly pending: boolean;
}

export interface Pins {
  /** Pins a message for everybody, also one that is not sent yet. Resolves once it is safe on this device. */
  pin(conversationId: string, messageId: string): Promise<void>;
  unpin(conversationId: string, messageId: string): Promise<void>;
  /** What is pinned, in the order it was, pending ones last. A pinned message itself may not be on this device. */
  observe(conversationId: string): Observed<readonly Pin[]>;
}

/** Messages that a conversation keeps in sight. */
export const pins: Feature<Pins> = {
  open({ db, outbox, book, catchUp, enqueue, sources }) {
    async function set(conversationId: string, messageId: string, isOn: boolean): Promise<void> {
      const stream = conversationStream(checkKey('conversationId', conversationId));
      const query = { stream, collection: 'pin' };
      const key = checkId('messageId', messageId);
      // A write that changes nothing is never queued.
      if (((await currentRow({ db, outbox }, query, key)) !== undefined) === isOn) return;
      await enqueue({ ...query, key, ...(isOn ? { kind: 'put', body: {} } : { kind: 'delete' }) }).saved;
    }

    function observe(conversationId: string): Observed<readonly Pin[]> {
      const stream = conversationStream(conversationId);
      const table = createRowTable(sources, { collection: 'pin', stream, changed: () => invalidate() });
      const { observed, invalidate } = createView(sources, {
        ready: Promise.all([table.ready, book.load([stream])]),
        begin: () => catchUp.hold(stream),
        compute: () =>
          [...table.rows()]
            .sort((a, b) => (a.rev ?? Number.POSITIVE_INFINITY) - (b.rev ?? Number.POSITIVE_INFINITY) || a.at - b.at)
            .map(({ key, at, author, pending }) => ({ messageId: key, at, pending, ...(author && { by: author }) })),
        ends: [table.close],
      });
      return observed;
    }

    return {
      pin: (conversationId, messageId) => set(conversationId, messageId, true),
      unpin: (conversationId, messageId) => set(conversationId, messageId, false),
      observe,
    };
  },
};
