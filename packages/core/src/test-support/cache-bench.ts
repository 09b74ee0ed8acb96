import { conversationStream, type StreamId } from '@tidemark/protocol';
import { build, createFakeTimers } from '@tidemark/testing';
import { type CacheLimitOptions, createCacheLimit } from '../cache/cache-limit.ts';
import type { Eviction } from '../cache/eviction.ts';
import { createOpenConversations } from '../cache/open-conversations.ts';
import { openLocalDb } from '../local-db/local-db.ts';
import { putMessage } from '../local-db/records.ts';
import type { Change, StorageAdapter } from '../local-db/storage-adapter.ts';
import { createCatchUp } from '../sync/catch-up.ts';
import { NO_MARKS } from '../sync/member-marks.ts';
import { createStreamBook } from '../sync/stream-book.ts';
import { emptyState, putState, type StreamState } from '../sync/stream-state.ts';
import { meteredStorage } from './metered-storage.ts';

/** Text that makes a stored message about 1,000 bytes. */
const TEXT = 'x'.repeat(800);

/** A cache of ten messages a page on metered storage, and conversations `a`, `b`, … that a test fills. */
export async function cacheBench(options: Partial<CacheLimitOptions> & { readonly storage?: StorageAdapter } = {}) {
  const { storage = meteredStorage(), ...rest } = options;
  const db = await openLocalDb(storage, () => {});
  const book = createStreamBook(db);
  const opened = createOpenConversations(db, book);
  const timers = createFakeTimers();
  let requests = 0;
  const catchUp = createCatchUp({ book, pageSize: 10, backfill: false, nextId: () => ++requests });
  const told: Eviction[] = [];
  const errors: unknown[] = [];
  const cache = createCacheLimit({
    ...{ db, book, opened, catchUp, timers, pageSize: 10, limitBytes: 30_000, isPinned: () => false },
    onEvicted: (eviction) => told.push(eviction),
    onError: (error) => errors.push(error),
    ...rest,
  });

  return {
    ...{ db, book, opened, timers, catchUp, cache, told, errors },
    /** Holds messages 1 to `count` of a conversation, all read unless `state` says otherwise. */
    async hold(id: string, count: number, state: Partial<StreamState> = {}) {
      const stream = conversationStream(id);
      const ords = (state.ranges ?? [{ from: 1, to: count }]).flatMap(({ from, to }) =>
        Array.from({ length: to - from + 1 }, (_, i) => from + i),
      );
      const rows = ords.map((ord): Change => {
        const row = build.message(ord, { key: `${id}${ord}`, author: 'bob', body: { text: TEXT } });
        return putMessage(stream, row, ord);
      });
      const whole: StreamState = {
        ...emptyState(stream),
        cursor: { epoch: 'e1', rev: count, ord: count },
        ranges: [{ from: 1, to: count }],
        own: { delivered: count, read: count, toldDelivered: count, toldRead: count },
        ...state,
      };
      await db.commit([...rows, putState(whole, NO_MARKS)], { committed: () => book.keep(whole, NO_MARKS) });
    },
    /** Opens a conversation as a window does, showing everything from `lowest` on; returns its end. */
    async look(id: string, lowest = 0) {
      const end = opened.open(conversationStream(id), () => lowest);
      opened.note(conversationStream(id));
      await book.exclusive(async () => {});
      return end;
    },
    /** Lets the round that this sets off come to its end: it rests between its steps. */
    async settled<Done>(work: Promise<Done>): Promise<Done> {
      let isDone = false;
      const done = work.finally(() => {
        isDone = true;
      });
      done.catch(() => {});
      while (!isDone) await timers.advance(0);
      return done;
    },
    state: (id: string) => book.state(conversationStream(id)),
    /** The ords of which there are rows, as ranges: `[from, to]`. */
    held: (id: string) => rowsHeld(db, conversationStream(id)),
  };
}

async function rowsHeld(
  db: Awaited<ReturnType<typeof openLocalDb>>,
  stream: StreamId,
): Promise<readonly (readonly [number, number])[]> {
  const found: [number, number][] = [];
  for (const { key } of await db.range({ store: 'messages', prefix: [stream] })) {
    const ord = key[1] as number;
    const last = found.at(-1);
    if (last && last[1] + 1 === ord) last[1] = ord;
    else found.push([ord, ord]);
  }
  return found;
}
