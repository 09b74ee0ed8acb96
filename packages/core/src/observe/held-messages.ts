import type { StreamId } from '@tidemark/protocol';
import type { MessageRecord } from '../local-db/records.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import type { Message } from '../model/message.ts';
import { same } from '../model/same.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { StreamBook } from '../sync/stream-book.ts';
import { type Reach, reachOf } from './delivery-of.ts';
import type { Expiry } from './expiry.ts';
import { changesOf, type MessageChanges } from './message-changes.ts';
import { createMessageMaker } from './show-message.ts';
import type { Veils } from './veils.ts';

export interface HeldSources {
  readonly book: Pick<StreamBook, 'marks' | 'state'>;
  readonly outbox: Outbox;
  readonly me: () => string | undefined;
  readonly veils: Veils;
  readonly expiry: Expiry;
}

/** What was made of stored rows, and of what. */
export interface Held {
  readonly rows: readonly Stored[] | undefined;
  readonly me: string | undefined;
  readonly changes: MessageChanges;
  /** Oldest first. */
  readonly messages: readonly Message[];
  /** When they disappear, those that do. */
  readonly times: readonly number[];
  ids: ReadonlySet<string> | undefined;
}

/** The messages of a window: stored ones with what is pending about them, and those that are pending themselves. */
export interface HeldMessages {
  /** Of rows in this order; computed again only when the rows, their changes, marks or user are others. */
  of(rows: readonly Stored[], order: 'oldest-first' | 'newest-first'): Held;
  /** Those that neither are hidden nor over. */
  visible(held: Held): readonly Message[];
  /** The newest that wait to be sent, about so many. */
  pending(held: Held, most: number): readonly Message[];
  close(): void;
}

export function createHeldMessages(
  { book, outbox, me, veils, expiry }: HeldSources,
  {
    stream,
    conversationId,
    expired,
  }: {
    readonly stream: StreamId;
    readonly conversationId: string;
    /** One of them is over. */
    readonly expired: () => void;
  },
): HeldMessages {
  let reach: Reach | undefined;
  let held: Held = {
    rows: undefined,
    me: undefined,
    changes: changesOf(outbox, stream),
    messages: [],
    times: [],
    ids: undefined,
  };
  const make = createMessageMaker(conversationId, me, () => reach);

  return {
    of(rows, order) {
      const next = reachOf(book.marks(stream), me(), book.state(stream).cursor?.epoch);
      const changes = changesOf(outbox, stream);
      if (held.rows === rows && held.changes === changes && held.me === me() && same(reach, next, 1)) return held;
      reach = next;
      const messages = rows.map((row) => make.fromBase(row, changes.get((row.body as MessageRecord).id)));
      if (order === 'newest-first') messages.reverse();
      const times = messages.flatMap(({ expiresAt }) => expiresAt ?? []);
      expiry.watch(expired, times);
      // Where somebody writes, the ids are hashed when rows change, and not while a write waits to be shown.
      held = { rows, me: me(), changes, messages, times, ids: held.ids && idsOf(messages) };
      return held;
    },
    visible({ messages, times }) {
      if (veils.isEmpty() && times.length === 0) return messages;
      return messages.filter(({ id, expiresAt }) => !veils.hides(id) && !expiry.isOver(expiresAt));
    },
    /** A message sent again under the id of one that is held is that one. */
    pending(now, most) {
      const pending: Message[] = [];
      for (const each of outbox.lane(stream)?.fromNewest() ?? []) {
        const { op } = each;
        if (pending.length > most) break;
        if (op.collection !== 'message' || op.kind !== 'put') continue;
        now.ids ??= idsOf(now.messages);
        if (!now.ids.has(op.opId) && !veils.hides(op.opId))
          pending.push(make.fromPending(each, now.changes.get(op.opId)));
      }
      return pending.reverse();
    },
    close: () => expiry.watch(expired, []),
  };
}

/** What is left of one that the server deleted for its time is not shown. */
export const isThere = (row: Stored): boolean => (row.body as MessageRecord).expired === undefined;

function idsOf(messages: readonly Message[]): ReadonlySet<string> {
  return new Set(messages.map((message) => message.id));
}
