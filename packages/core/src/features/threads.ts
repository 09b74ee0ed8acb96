import { conversationStream, type MessageBody, type ThreadBody } from '@tidemark/protocol';
import type { Feature } from '../client/feature.ts';
import { createMessages } from '../client/messages.ts';
import type { RowRecord } from '../local-db/records.ts';
import { checkId } from '../model/check-body.ts';
import type { Message } from '../model/message.ts';
import { createAboutMessages } from '../observe/about-messages.ts';
import { createView } from '../observe/create-view.ts';
import { createStreamLoader } from '../observe/load-streams.ts';
import type { Observed } from '../observe/observed.ts';
import { followMessages, type MessagesToFollow } from './follow-messages.ts';

export interface ThreadSummary {
  /** Replies that the server has, deleted ones not counted. */
  readonly count: number;
  /** The newest of them: its author and server time. */
  readonly last?: { readonly author: string; readonly at: number } | undefined;
  /** Replies after one's own read mark; 0 in a thread that one takes no part in. */
  readonly unread: number;
}

/** By the id of the root; a message without replies is not named. */
export type ThreadsView = { readonly [rootId: string]: ThreadSummary };

export interface Threads {
  /**
   * Makes sure that there is a thread below a message, also below one that is not sent yet. The thread is a conversation
   * with the id of its root: `messages.observe(rootId)`, `conversations.markRead(rootId)` and the rest work there.
   */
  open(conversationId: string, rootId: string): Promise<void>;
  /** Opens the thread and sends a message into it. */
  reply(conversationId: string, rootId: string, body: MessageBody): Promise<Message>;
  /** What hangs below one message, or below those that a window shows. */
  observe(conversationId: string, messages: MessagesToFollow): Observed<ThreadsView>;
}

/** Replies as a stream of their own below a message. */
export const threads: Feature<Threads> = {
  open(parts) {
    const { db, book, outbox, enqueue, me, sources } = parts;
    const messages = createMessages(parts);

    async function open(conversationId: string, rootId: string): Promise<void> {
      const stream = conversationStream(checkId('rootId', rootId));
      const [root] = await Promise.all([messages.get(conversationId, rootId), book.load([stream])]);
      const { summary, gone } = book.state(stream);
      if (summary.kind !== undefined && !gone) return;
      const first = outbox.lane(stream)?.ops.values().next().value;
      if (first?.op.collection === 'conversation') return;
      const author = root?.author;
      await enqueue({
        stream,
        collection: 'conversation',
        key: rootId,
        kind: 'put',
        body: {
          kind: 'thread',
          parent: conversationId,
          root: rootId,
          members: author === undefined || author === me() ? [] : [author],
        },
        ...(outbox.get(rootId) && { after: rootId }),
      }).saved;
    }

    function observe(conversationId: string, which: MessagesToFollow): Observed<ThreadsView> {
      const stream = conversationStream(conversationId);
      let ids: readonly string[] = [];
      const about = createAboutMessages({
        ...{ db, stream, collection: 'thread', onError: sources.onError },
        changed: () => invalidate(),
      });

      function unreadIn(rootId: string): number {
        const { cursor, head, own, summary } = book.state(conversationStream(rootId));
        if (summary.role === undefined) return 0;
        return Math.max(0, Math.max(cursor?.ord ?? 0, head?.ord ?? 0) - own.read);
      }

      const load = createStreamLoader(sources, () => invalidate());

      function compute(): ThreadsView | undefined {
        if (!about.isReady() || (typeof which !== 'string' && !which.getSnapshot())) return undefined;
        const found = ids.flatMap((id) =>
          [...about.rowsOf(id)].map((row) => [id, (row.body as RowRecord).body as unknown as ThreadBody] as const),
        );
        if (!load(found.map(([id]) => conversationStream(id)))) return undefined;
        return Object.fromEntries(
          found.map(([id, { count, last }]) => [id, { count, ...(last && { last }), unread: unreadIn(id) }]),
        );
      }

      const { observed, invalidate } = createView(sources, {
        compute,
        ends: [
          followMessages(which, (next) => {
            ids = next;
            about.follow(ids);
            queueMicrotask(() => invalidate());
          }),
          about.close,
          book.subscribeAny(() => invalidate()),
        ],
      });
      return observed;
    }

    return {
      open,
      async reply(conversationId, rootId, body) {
        await open(conversationId, rootId);
        return messages.send(rootId, body);
      },
      observe,
    };
  },
};
