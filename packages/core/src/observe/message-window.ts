import { conversationStream } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Message } from '../model/message.ts';
import { gapsBetween } from '../sync/ranges.ts';
import { createView, type ViewSources } from './create-view.ts';
import type { Expiry } from './expiry.ts';
import { type FollowSources, followConversation } from './follow-conversation.ts';
import { createHeldMessages, type Held, isThere } from './held-messages.ts';
import { createLiveWindow } from './live-window.ts';
import type { Observed } from './observed.ts';

export interface MessagesView {
  readonly rows: readonly Message[];
  /** Ords this device does not hold, between rows or right before the first. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  readonly hasOlder: boolean;
  /** `loading`: gaps of this window are being fetched. */
  readonly status: 'ready' | 'loading';
}

export interface MessageWindow extends Observed<MessagesView> {
  /** Extends the window by `count` (default its limit); fetches from the server what the device does not hold. */
  loadOlder(count?: number): void;
}

export interface WindowSources extends FollowSources, ViewSources {
  readonly db: LocalDb;
  readonly me: () => string | undefined;
  readonly expiry: Expiry;
  readonly looked: (look: Look) => void;
}

/** Somebody opened or extended a window: whether all of what it shows now was on this device. */
export interface Look {
  readonly conversationId: string;
  readonly isHere: boolean;
}

/** The newest messages of a conversation: the base window, the marks, and the pending ops folded over them. */
export function observeMessages(sources: WindowSources, conversationId: string, limit: number): MessageWindow {
  const { db, book, catchUp, veils, looked, onError } = sources;
  const stream = conversationStream(conversationId);
  let wanted = limit;
  /** Rows that the base window holds beyond `wanted`, in the place of hidden ones. */
  let room = 0;
  /** How far somebody had looked when that was told. */
  let told = 0;
  const held = createHeldMessages(sources, { stream, conversationId, expired: () => invalidate() });

  const base = createLiveWindow({
    ...db,
    query: { store: 'messages', prefix: [stream], reverse: true, limit, filter: isThere },
    changed: () => invalidate(),
    onError,
  });
  let isReady = false;

  /** While rows are being read, all of them may be shown next. */
  function lowestShown(): number {
    const rows = base.rows();
    if (!isReady || (rows.length < wanted + room && base.hasMore())) return 0;
    return (rows.at(-1)?.key[1] as number | undefined) ?? Number.POSITIVE_INFINITY;
  }

  const heldMessages = (): Held => held.of(base.rows(), 'newest-first');

  /** What is held without what is hidden, or over; the window grows until it is full all the same. */
  function visibleOf(now: Held): readonly Message[] {
    const visible = held.visible(now);
    const hidden = now.messages.length - visible.length;
    if (hidden <= room) return visible;
    base.grow(hidden - room);
    room = hidden;
    return visibleOf(heldMessages());
  }

  function compute(): MessagesView {
    const state = book.state(stream);
    const visible = visibleOf(heldMessages());
    const stored = heldMessages();
    const rows = stored.messages;
    const first = rows[0]?.ord ?? (state.cursor?.ord ?? 0) + 1;
    const known = visible.concat(held.pending(stored, wanted));
    const all = known.slice(-wanted);
    const isCut = all.length < known.length;
    const below = state.cursor && gapsBetween(state.ranges, state.minOrd, first - 1).at(-1);
    const hasOlder = isCut || base.hasMore() || below !== undefined;
    const lacking = wanted + room - rows.length;
    // What is held and not shown, because it disappeared, is passed over.
    const lowest = below && lacking > 0 ? Math.max(below.from, below.to - lacking + 1) : first;
    const gaps = state.cursor ? gapsBetween(state.ranges, lowest, state.cursor.ord) : [];
    // The newest first: people read upwards.
    following.fill(gaps.at(-1));
    if (told < wanted && (rows.length >= wanted || !base.hasMore())) {
      told = wanted;
      looked({ conversationId, isHere: state.cursor !== undefined && gaps.length === 0 });
    }
    const status = catchUp.left('all', stream) > 0 ? 'loading' : 'ready';
    return { rows: Object.freeze(all), gaps, hasOlder, status };
  }

  const following = followConversation(sources, stream, { lowestShown, changed: () => invalidate() });
  const { observed, invalidate } = createView(sources, {
    ready: Promise.all([base.ready, book.load([stream]), veils.ready()]),
    begin() {
      isReady = true;
      following.begin();
    },
    compute,
    ends: [base.close, held.close, following.end],
  });

  return {
    ...observed,
    loadOlder(count = limit) {
      wanted += count;
      base.grow(count);
      invalidate();
    },
  };
}
