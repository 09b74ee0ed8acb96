import {
  blocks,
  type Client,
  type ConversationsView,
  type Draft,
  drafts,
  type Feature,
  type FeatureParts,
  hidden,
  type MentionsView,
  type MessageWindow,
  mentions,
  type Observed,
  type OneConversationView,
  oneConversation,
  type Pin,
  pins,
  type ReactionsView,
  type Receipts,
  reactions,
  receipts,
  type ScheduledMessage,
  scheduled,
  type ThreadsView,
  threads,
} from '@tidemark/core';
import { conversationStream } from '@tidemark/protocol';
import { conversationId, type Settings } from './plan.ts';

/** What an app shows of the features that the run uses, on one device: each as it was told last. */
export interface FeatureViews {
  /** By conversation. */
  readonly pins: ReadonlyMap<string, Told<readonly Pin[]>>;
  /** By conversation that is on screen. */
  readonly reactions: ReadonlyMap<string, Told<ReactionsView>>;
  readonly threads: ReadonlyMap<string, Told<ThreadsView>>;
  readonly mentions: Told<MentionsView> | undefined;
  readonly drafts: Told<{ readonly [conversationId: string]: Draft }> | undefined;
  readonly scheduled: Told<readonly ScheduledMessage[]> | undefined;
  readonly blocks: Told<readonly string[]> | undefined;
  /** By conversation and place. */
  readonly receipts: ReadonlyMap<string, Told<Receipts> & { readonly conversationId: string; readonly ord: number }>;
  /** By id: those that were listed, each by itself. */
  readonly conversations: ReadonlyMap<string, Told<OneConversationView>>;
  lookAtReceipts(conversationId: string, ord: number): void;
  listed(view: ConversationsView): void;
  shown(conversationId: string, window: MessageWindow): void;
  hidden(conversationId: string): void;
}

/** What is observed, and what its observer heard. */
export interface Told<View> {
  readonly observed: Observed<View>;
  last: View | undefined;
}

export function openFeatureViews(client: Client, { features = [] }: Settings): FeatureViews {
  const uses = (...kinds: readonly string[]): boolean => kinds.some((kind) => features.includes(kind));
  // Right after the client, so that nothing is seen that is hidden.
  if (uses('hide-message')) client.use(hidden);
  const pinned = new Map<string, Told<readonly Pin[]>>();
  const reacted = new Map<string, Told<ReactionsView>>();
  const looked = new Map<string, Told<Receipts> & { readonly conversationId: string; readonly ord: number }>();
  const below = new Map<string, Told<ThreadsView>>();
  const ones = new Map<string, Told<OneConversationView>>();
  const book = client.use(BOOK);
  if (uses('pin-message')) {
    for (const id of [0, 1, 2].map(conversationId)) pinned.set(id, told(client.use(pins).observe(id)));
  }
  return {
    pins: pinned,
    reactions: reacted,
    threads: below,
    mentions: uses('edit', 'reply') ? told(client.use(mentions).observe({ limit: 1_000 })) : undefined,
    drafts: uses('draft') ? told(client.use(drafts).observeAll()) : undefined,
    scheduled: uses('schedule') ? told(client.use(scheduled).observe()) : undefined,
    blocks: uses('block') ? told(client.use(blocks).observe()) : undefined,
    receipts: looked,
    conversations: ones,
    lookAtReceipts(conversationId, ord) {
      const at = `${conversationId}@${ord}`;
      if (looked.has(at)) return;
      looked.set(at, Object.assign(told(client.use(receipts).observe(conversationId, ord)), { conversationId, ord }));
    },
    listed({ rows }) {
      for (const { id } of rows) {
        // To look at it takes no read then, so a seed comes to the same with it as without.
        if (ones.has(id) || !book.isLoaded(conversationStream(id))) continue;
        ones.set(id, told(client.use(oneConversation).observe(id)));
      }
    },
    shown(id, window) {
      if (uses('react')) reacted.set(id, told(client.use(reactions).observe(id, window)));
      if (uses('reply-in-thread')) below.set(id, told(client.use(threads).observe(id, window)));
    },
    hidden(id) {
      for (const views of [reacted, below]) {
        views.get(id)?.observed.close();
        views.delete(id);
      }
    },
  };
}

const BOOK: Feature<FeatureParts['book']> = { open: ({ book }) => book };

function told<View>(observed: Observed<View>): Told<View> {
  const each: Told<View> = { observed, last: observed.getSnapshot() };
  observed.subscribe(() => {
    each.last = observed.getSnapshot();
  });
  return each;
}
