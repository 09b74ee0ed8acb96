import { conversationStream, type MentionBody } from '@tidemark/protocol';
import type { Feature } from '../client/feature.ts';
import { createView } from '../observe/create-view.ts';
import { createStreamLoader } from '../observe/load-streams.ts';
import type { Observed } from '../observe/observed.ts';
import { createRowTable } from '../observe/row-table.ts';

/** A message that names the user. */
export interface Mention {
  readonly messageId: string;
  readonly conversationId: string;
  readonly ord: number;
  readonly author: string;
  /** Server time of the message. */
  readonly at: number;
  /** It stands after one's own read mark. */
  readonly unread: boolean;
}

export interface MentionsView {
  /** The newest first. */
  readonly rows: readonly Mention[];
  /** How many there are that one has not read: of all, and by conversation where there is any. */
  readonly unread: number;
  readonly unreadBy: { readonly [conversationId: string]: number };
}

export interface Mentions {
  /** The newest `limit` (default 50), of one conversation or of all; the counts are of all there are. */
  observe(options?: { conversationId?: string | undefined; limit?: number | undefined }): Observed<MentionsView>;
}

/** Where one was named: told in one's own stream, so it is counted without holding the conversations. */
export const mentions: Feature<Mentions> = {
  open({ book, sources }) {
    return {
      observe({ conversationId, limit = 50 } = {}) {
        const table = createRowTable(sources, {
          collection: 'mention',
          changed: () => invalidate(),
        });
        const load = createStreamLoader(sources, () => invalidate());

        function compute(): MentionsView | undefined {
          const told = table
            .rows()
            .map(({ key, body, at }) => ({ key, at, ...(body as unknown as MentionBody) }))
            .filter(({ conversation }) => conversationId === undefined || conversation === conversationId);
          if (!load([...new Set(told.map(({ conversation }) => conversationStream(conversation)))])) return undefined;
          const unreadBy: Record<string, number> = {};
          const all: Mention[] = [];
          for (const { key, conversation, ord, author, at } of told) {
            const state = book.state(conversationStream(conversation));
            // One is no member there any more.
            if (state.gone) continue;
            const unread = ord > state.own.read;
            if (unread) unreadBy[conversation] = (unreadBy[conversation] ?? 0) + 1;
            all.push({ messageId: key, conversationId: conversation, ord, author, at, unread });
          }
          all.sort((a, b) => b.at - a.at || (a.messageId < b.messageId ? 1 : -1));
          const unread = Object.values(unreadBy).reduce((sum, count) => sum + count, 0);
          return { rows: all.slice(0, limit), unread, unreadBy };
        }

        const { observed, invalidate } = createView(sources, {
          ready: table.ready,
          compute,
          ends: [
            table.close,
            book.subscribeAny((stream) => {
              if (stream.startsWith('conversation:')) invalidate();
            }),
          ],
        });
        return observed;
      },
    };
  },
};
