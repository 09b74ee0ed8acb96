import { conversationStream, type JsonObject, MAX_EMOJI_LENGTH, MAX_REACTIONS } from '@tidemark/protocol';
import type { Feature } from '../client/feature.ts';
import type { RowRecord } from '../local-db/records.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import { checkId, checkKey, checkText } from '../model/check-body.ts';
import { mustWrite } from '../model/must.ts';
import { kept } from '../model/same.ts';
import { signedIn } from '../model/signed-in.ts';
import { createAboutMessages } from '../observe/about-messages.ts';
import { createView } from '../observe/create-view.ts';
import { currentRow } from '../observe/current-row.ts';
import { type FoldedCollection, foldPending } from '../observe/fold-pending.ts';
import type { Observed } from '../observe/observed.ts';
import { followMessages, type MessagesToFollow } from './follow-messages.ts';

/** One emoji at one message. */
export interface Reaction {
  readonly emoji: string;
  /** Who put it there, the first one first. */
  readonly users: readonly string[];
  readonly mine: boolean;
}

/** By message id; a message without reactions is not named. */
export type ReactionsView = { readonly [messageId: string]: readonly Reaction[] };

export interface Reactions {
  /** Puts one's emoji at a message, also at one that is not sent yet. Resolves once it is safe on this device. */
  add(conversationId: string, messageId: string, emoji: string): Promise<void>;
  remove(conversationId: string, messageId: string, emoji: string): Promise<void>;
  /** The reactions to one message, or to those that a window shows, in the order the emoji came. */
  observe(conversationId: string, messages: MessagesToFollow): Observed<ReactionsView>;
}

/** What people put at messages: several people, several emoji each, offline as online. */
export const reactions: Feature<Reactions> = {
  open({ db, outbox, enqueue, me, sources }) {
    const of = (conversationId: string): FoldedCollection => ({
      stream: conversationStream(checkKey('conversationId', conversationId)),
      collection: 'reaction',
      patchMakes: true,
    });

    async function set(conversationId: string, messageId: string, emoji: string, isOn: boolean): Promise<void> {
      const user = signedIn(me());
      const key = `${checkId('messageId', messageId)}/${user}`;
      checkText('emoji', emoji, MAX_EMOJI_LENGTH);
      const query = of(conversationId);
      const mine = (await currentRow({ db, outbox }, query, key)) ?? {};
      // A write that changes nothing is never queued.
      if (Object.hasOwn(mine, emoji) === isOn) return;
      const count = Object.keys(mine).length;
      mustWrite(!isOn || count < MAX_REACTIONS, 'emoji', `one of at most ${MAX_REACTIONS} at a message`, emoji);
      const { stream, collection } = query;
      await enqueue({ stream, collection, key, kind: 'patch', body: { [emoji]: isOn || null } }).saved;
    }

    function observe(conversationId: string, messages: MessagesToFollow): Observed<ReactionsView> {
      const query = of(conversationId);
      const shown = new Map<string, readonly Reaction[]>();
      let ids: readonly string[] = [];
      const about = createAboutMessages({ ...query, db, changed: () => invalidate(), onError: sources.onError });

      /** Everybody's emoji at a message, in the order the rows were made, pending ones last. */
      function bodiesAt(id: string, pending: ReturnType<typeof foldPending>): readonly [user: string, JsonObject][] {
        const atOf = ({ body }: Stored): number => (body as RowRecord).at;
        const rows = [...about.rowsOf(id)].sort((a, b) => atOf(a) - atOf(b) || a.rev - b.rev);
        const bodies = new Map(rows.map((row) => [row.key[2] as string, (row.body as RowRecord).body]));
        for (const [key, { body }] of pending) if (key.startsWith(`${id}/`)) bodies.set(key, body ?? {});
        return [...bodies].map(([key, body]) => [key.slice(id.length + 1), body]);
      }

      function reactionsAt(id: string, pending: ReturnType<typeof foldPending>): readonly Reaction[] {
        const users = new Map<string, string[]>();
        for (const [user, body] of bodiesAt(id, pending)) {
          for (const emoji of Object.keys(body)) users.set(emoji, [...(users.get(emoji) ?? []), user]);
        }
        const next = [...users].map(([emoji, who]) => ({ emoji, users: who, mine: who.includes(me() ?? '') }));
        const reactions = kept(shown.get(id), next, 3);
        shown.set(id, reactions);
        return reactions;
      }

      function compute(): ReactionsView | undefined {
        if (!about.isReady() || (typeof messages !== 'string' && !messages.getSnapshot())) return undefined;
        const stored = new Map(
          ids.flatMap((id) => [...about.rowsOf(id)].map((row) => [row.key[2], (row.body as RowRecord).body])),
        );
        const pending = foldPending(outbox, query, (key) => stored.get(key));
        const found = ids.map((id) => [id, reactionsAt(id, pending)] as const);
        return Object.fromEntries(found.filter(([, each]) => each.length > 0));
      }

      const unfollow = followMessages(messages, (next) => {
        ids = next;
        about.follow(ids);
        queueMicrotask(() => invalidate());
      });
      const { observed, invalidate } = createView(sources, {
        compute,
        ends: [
          unfollow,
          about.close,
          outbox.subscribe((lane) => {
            if (lane === query.stream) invalidate();
          }),
        ],
      });
      return observed;
    }

    return {
      add: (conversationId, messageId, emoji) => set(conversationId, messageId, emoji, true),
      remove: (conversationId, messageId, emoji) => set(conversationId, messageId, emoji, false),
      observe,
    };
  },
};
