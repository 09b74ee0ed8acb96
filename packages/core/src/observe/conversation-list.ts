import { conversationStream, type JsonObject, parseStream, type StreamId } from '@tidemark/protocol';
import type { Conversation } from '../model/conversation.ts';
import { kept, same } from '../model/same.ts';
import { createView } from './create-view.ts';
import { createLiveWindow } from './live-window.ts';
import { createStreamLoader } from './load-streams.ts';
import type { WindowSources } from './message-window.ts';
import type { Observed } from './observed.ts';
import { creationOf, overlayOf, pendingSettings, showConversation } from './show-conversation.ts';

export interface ConversationsView {
  readonly rows: readonly Conversation[];
  readonly hasOlder: boolean;
}

export interface ConversationsWindow extends Observed<ConversationsView> {
  /** Extends the list by `count` (default its limit). */
  loadOlder(count?: number): void;
}

export interface ConversationsQuery {
  /** Default 50. */
  readonly limit?: number | undefined;
  /** Those one archived, instead of all others. */
  readonly archived?: boolean | undefined;
  /** Those one pinned stand before all. Default false. */
  readonly pinnedFirst?: boolean | undefined;
}

interface Shown {
  readonly inputs: readonly unknown[];
  readonly conversation: Conversation | undefined;
}

/** A conversation, and its newest message. */
const DEPTH = 2;

/** Conversations by last activity, those with something pending before all, the newest first. */
export function observeConversations(
  sources: WindowSources,
  { limit = 50, archived = false, pinnedFirst = false }: ConversationsQuery,
): ConversationsWindow {
  const { db, book, outbox, me, expiry, onError } = sources;
  const shown = new Map<StreamId, Shown>();
  const windowOn = (index: string) =>
    createLiveWindow({
      ...db,
      query: { store: 'streams', index, prefix: [], reverse: true, limit },
      changed: () => invalidate(),
      onError,
    });
  const base = windowOn(archived ? 'archived' : 'activity');
  const windows = pinnedFirst && !archived ? [base, windowOn('pinned')] : [base];
  let wanted = limit;
  /** Rows that the base window holds beyond `wanted`. */
  let room = 0;

  /** Streams with something pending, with when they were written to. */
  function pendingStreams(): ReadonlyMap<StreamId, number> {
    const streams = new Map<StreamId, number>();
    for (const lane of outbox.lanes()) {
      for (const { op, createdAt } of lane.fromNewest()) {
        if (op.stream.startsWith('conversation:')) streams.set(op.stream, createdAt);
        break;
      }
    }
    return streams;
  }

  function show(stream: StreamId, settings: ReadonlyMap<string, JsonObject>): Conversation | undefined {
    const id = parseStream(stream).scope;
    const state = book.state(stream);
    const marks = book.marks(stream);
    const overlay = overlayOf(outbox, id, me(), settings.get(id));
    const isOver = expiry.isOver(state.summary.last?.expiresAt);
    const inputs = [state, marks, overlay, me(), isOver];
    const before = shown.get(stream);
    if (before && same(before.inputs, inputs, 3)) return before.conversation;
    const next = showConversation(id, state, marks, overlay, me(), isOver);
    const conversation = kept(before?.conversation, next, DEPTH);
    shown.set(stream, { inputs, conversation });
    return conversation;
  }

  const load = createStreamLoader(
    sources,
    () => invalidate(),
    () => windows.flatMap((window) => window.rows()),
  );

  function compute(): ConversationsView | undefined {
    const settings = pendingSettings(outbox, me());
    // The window keeps room for those that a pending setting takes off this list.
    if (settings.size > room) {
      base.grow(settings.size - room);
      room = settings.size;
    }
    const pending = pendingStreams();
    const stored = windows.flatMap((window) => window.rows().map((row) => row.key[0] as StreamId));
    const streams = [...new Set([...pending.keys(), ...[...settings.keys()].map(conversationStream), ...stored])];
    // Nothing of a conversation that is being created is stored.
    const isKnown = (stream: StreamId) => book.isLoaded(stream) || creationOf(outbox, stream) !== undefined;
    if (!load(streams) && !streams.every(isKnown)) return undefined;
    expiry.watch(
      invalidate,
      streams.flatMap((stream) => book.state(stream).summary.last?.expiresAt ?? []),
    );
    const known = streams.flatMap((stream) => {
      const conversation = show(stream, settings);
      if (!conversation || conversation.archived !== archived || conversation.kind === 'thread') return [];
      const order = [
        Number(pinnedFirst && conversation.pinned),
        pending.get(stream) ?? 0,
        book.state(stream).summary.activeAt,
      ];
      return [{ stream, conversation, order }];
    });
    known.sort((a, b) => newestFirst(a.order, b.order) || (a.stream < b.stream ? 1 : -1));
    const rows = Object.freeze(known.slice(0, wanted).map(({ conversation }) => conversation));
    return { rows, hasOlder: base.hasMore() || known.length > wanted };
  }

  const { observed, invalidate } = createView(sources, {
    ready: Promise.all(windows.map(({ ready }) => ready)),
    compute,
    ends: [
      ...windows.map(({ close }) => close),
      () => expiry.watch(invalidate, []),
      outbox.subscribe(() => invalidate()),
      book.subscribeAny((stream) => {
        if (shown.has(stream)) invalidate();
      }),
    ],
  });
  return {
    ...observed,
    loadOlder(count = limit) {
      wanted += count;
      for (const window of windows) window.grow(count);
      invalidate();
    },
  };
}

function newestFirst(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, i) => part !== b[i]);
  return at < 0 ? 0 : (b[at] as number) - (a[at] as number);
}
