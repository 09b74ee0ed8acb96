import { conversationStream } from '@tidemark/protocol';
import type { Stored } from '../local-db/storage-adapter.ts';
import type { Message } from '../model/message.ts';
import { same } from '../model/same.ts';
import { gapsBetween } from '../sync/ranges.ts';
import { createView } from './create-view.ts';
import { followConversation } from './follow-conversation.ts';
import { createHeldMessages, isThere } from './held-messages.ts';
import { createLiveWindow, type LiveWindow } from './live-window.ts';
import type { MessagesView, WindowSources } from './message-window.ts';
import type { Observed } from './observed.ts';

export interface AnchoredView extends MessagesView {
  /** The place jumped to last; the message itself may be missing, hidden or on its way. */
  readonly anchor: number;
  /** There are newer messages than those shown. Without any, new ones appear by themselves. */
  readonly hasNewer: boolean;
}

export interface AnchoredWindow extends Observed<AnchoredView> {
  loadOlder(count?: number): void;
  loadNewer(count?: number): void;
}

/** What of a conversation is shown: so many places before an anchor, and so many from it on. */
export interface Around {
  readonly before: number;
  readonly after: number;
}

export interface AnchoredSource {
  readonly window: AnchoredWindow;
  /** Shows the messages around another place. */
  anchor(ord: number): void;
}

/** The two halves that an anchor parts a conversation in: what is before it, and what begins with it. */
interface Halves {
  readonly older: LiveWindow;
  readonly newer: LiveWindow;
  readonly ready: Promise<unknown>;
}

/**
 * The messages around a place: an interval of ords, which may be far from all that is held. What lies in it and is not
 * held is a gap, told and fetched. At the end of the conversation it goes on as a window of the newest messages does.
 */
export function observeAround(
  sources: WindowSources,
  conversationId: string,
  first: number,
  around: Around,
): AnchoredSource {
  const { db, book, catchUp, veils, onError } = sources;
  const stream = conversationStream(conversationId);
  const held = createHeldMessages(sources, { stream, conversationId, expired: () => invalidate() });
  let anchor = first;
  /** The first and the last ord shown. */
  let [from, to] = [anchor - around.before, anchor + around.after - 1];
  let isAtEnd = false;
  let isRead = false;
  let halves = split(anchor);
  let rows: { readonly of: readonly unknown[]; readonly all: readonly Stored[] } = { of: [], all: [] };
  const following = followConversation(sources, stream, { lowestShown: () => from, changed: () => invalidate() });

  function half(place: number, reverse: boolean, limit: number): LiveWindow {
    const key = [stream, place];
    const query = { store: 'messages', prefix: [stream], reverse, limit, filter: isThere, after: { at: key, key } };
    return createLiveWindow({ ...db, query, changed: () => invalidate(), onError });
  }

  function split(at: number): Halves {
    const older = half(at, true, Math.max(1, at - from));
    const newer = half(at - 1, false, Math.max(1, to - at + 1));
    const both: Halves = { older, newer, ready: Promise.all([older.ready, newer.ready]) };
    both.ready.then(() => {
      if (halves !== both) return;
      isRead = true;
      invalidate();
    }, onError);
    return both;
  }

  function closeHalves(): void {
    halves.older.close();
    halves.newer.close();
  }

  function reach(ord: number): void {
    if (ord <= to) return;
    halves.newer.grow(ord - to);
    to = ord;
  }

  /** The rows of the interval, the same array while they are. */
  function shownRows(): readonly Stored[] {
    const of = [halves.older.rows(), halves.newer.rows(), from, to];
    if (!same(rows.of, of, 1)) {
      const ordOf = (row: Stored): number => row.key[1] as number;
      const older = halves.older.rows().filter((row) => ordOf(row) >= from);
      const newer = halves.newer.rows().filter((row) => ordOf(row) <= to);
      rows = { of, all: [...older.toReversed(), ...newer] };
    }
    return rows.all;
  }

  function compute(): AnchoredView | undefined {
    // What was shown before a jump is shown until there is something else to show.
    if (!isRead) return undefined;
    const state = book.state(stream);
    const newest = state.cursor?.ord;
    if (newest !== undefined) {
      // At the end new messages are shown as they come, but for those of a long absence: they are a gap to go to.
      const missed = gapsBetween(state.ranges, to + 1, newest).reduce((sum, gap) => sum + gap.to - gap.from + 1, 0);
      if (isAtEnd && missed <= around.after) reach(newest);
      isAtEnd = to >= newest;
    }
    const now = held.of(shownRows(), 'oldest-first');
    const visible: readonly Message[] = held.visible(now);
    const shown = isAtEnd ? visible.concat(held.pending(now, around.after)) : visible;
    const lowest = Math.max(from, state.minOrd);
    const gaps = newest === undefined ? [] : gapsBetween(state.ranges, lowest, Math.min(to, newest));
    // What was jumped to comes first, then what follows it.
    following.fill(gaps.find((gap) => gap.to >= anchor) ?? gaps.at(-1));
    return {
      rows: Object.freeze(shown.slice()),
      gaps,
      anchor,
      hasOlder: from > state.minOrd,
      hasNewer: !isAtEnd,
      status: catchUp.left('all', stream) > 0 ? 'loading' : 'ready',
    };
  }

  const { observed, invalidate } = createView<AnchoredView>(sources, {
    ready: Promise.all([halves.ready, book.load([stream]), veils.ready()]),
    begin: following.begin,
    compute,
    ends: [closeHalves, held.close, following.end],
  });

  return {
    window: {
      ...observed,
      loadOlder(count = around.before) {
        from -= count;
        halves.older.grow(count);
        invalidate();
      },
      loadNewer(count = around.after) {
        const newest = book.state(stream).cursor?.ord;
        // Places that are none yet are not gone to: the next messages are shown as they come.
        reach(newest === undefined ? to + count : Math.min(to + count, Math.max(to, newest)));
        invalidate();
      },
    },
    anchor(ord) {
      closeHalves();
      anchor = ord;
      [from, to] = [ord - around.before, ord + around.after - 1];
      isAtEnd = false;
      isRead = false;
      halves = split(ord);
      invalidate();
    },
  };
}
