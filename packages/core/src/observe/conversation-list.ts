import { parseStream, type StreamId } from '@tidemark/protocol';
import type { Conversation } from '../model/conversation.ts';
import { kept, same } from '../model/same.ts';
import type { PendingOp } from '../outbox/pending-op.ts';
import type { MemberMarks } from '../sync/member-marks.ts';
import type { StreamState } from '../sync/stream-state.ts';
import { createView } from './create-view.ts';
import { createLiveWindow } from './live-window.ts';
import type { WindowSources } from './message-window.ts';
import type { Observed } from './observed.ts';
import { overlayOf, showConversation } from './show-conversation.ts';

export interface ConversationsView {
  readonly rows: readonly Conversation[];
  readonly hasOlder: boolean;
}

interface Shown {
  readonly sources: readonly (StreamState | MemberMarks | PendingOp | string | undefined)[];
  readonly conversation: Conversation | undefined;
}

/** A conversation, and its newest message. */
const DEPTH = 2;

/** Conversations by last activity, those with something pending before all, the newest first. */
export function observeConversations(sources: WindowSources, limit: number): Observed<ConversationsView> {
  const { db, book, outbox, me, onError } = sources;
  const shown = new Map<StreamId, Shown>();
  const loading = new Set<StreamId>();
  const base = createLiveWindow({
    ...db,
    query: { store: 'streams', index: 'activity', prefix: [], reverse: true, limit },
    changed: () => invalidate(),
    onError,
  });

  /** Streams with something pending, the one written to last first. */
  function pendingStreams(): readonly StreamId[] {
    const streams: { stream: StreamId; n: number }[] = [];
    for (const lane of outbox.lanes()) {
      for (const { op, createdAt } of lane.fromNewest()) {
        if (op.stream.startsWith('conversation:')) streams.push({ stream: op.stream, n: createdAt });
        break;
      }
    }
    return streams.sort((a, b) => b.n - a.n).map(({ stream }) => stream);
  }

  function show(stream: StreamId): Conversation | undefined {
    const id = parseStream(stream).scope;
    const state = book.state(stream);
    const marks = book.marks(stream);
    const overlay = overlayOf(outbox, id);
    const inputs = [state, marks, overlay.creation, overlay.newest, me()];
    const before = shown.get(stream);
    if (before && same(before.sources, inputs, 1)) return before.conversation;
    const conversation = kept(before?.conversation, showConversation(id, state, marks, overlay, me()), DEPTH);
    shown.set(stream, { sources: inputs, conversation });
    return conversation;
  }

  /** Nothing of a conversation that is being created is stored. */
  function isNew(stream: StreamId): boolean {
    return overlayOf(outbox, parseStream(stream).scope).creation !== undefined;
  }

  function load(streams: readonly StreamId[]): void {
    const missing = streams.filter((stream) => !book.isLoaded(stream) && !loading.has(stream));
    if (missing.length === 0) return;
    for (const stream of missing) loading.add(stream);
    book.load(missing, base.rows()).then(() => {
      for (const stream of missing) loading.delete(stream);
      invalidate();
    }, onError);
  }

  function compute(): ConversationsView | undefined {
    const stored = base.rows().map((row) => row.key[0] as StreamId);
    const streams = [...new Set([...pendingStreams(), ...stored])];
    load(streams);
    if (streams.some((stream) => !book.isLoaded(stream) && !isNew(stream))) return undefined;
    const known = streams.flatMap((stream) => show(stream) ?? []);
    return { rows: Object.freeze(known.slice(0, limit)), hasOlder: base.hasMore() || known.length > limit };
  }

  const { observed, invalidate } = createView(sources, {
    ready: base.ready,
    compute,
    ends: [
      base.close,
      outbox.subscribe(() => invalidate()),
      book.subscribeAny((stream) => {
        if (shown.has(stream)) invalidate();
      }),
    ],
  });
  return observed;
}
