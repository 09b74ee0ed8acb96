import { conversationStream } from '@tidemark/protocol';
import { createFakeClock, createFakeTimers, createSeededRandom } from '@tidemark/testing';
import { openLocalDb } from '../local-db/local-db.ts';
import { memoryStorage } from '../local-db/memory-adapter.ts';
import { putMessage } from '../local-db/records.ts';
import type { Change, StorageAdapter } from '../local-db/storage-adapter.ts';
import { createUuid7 } from '../model/uuid7.ts';
import { createOutbox } from '../outbox/outbox.ts';
import { openSearch, type SearchQuery } from '../search/open-search.ts';
import { createEphemeral } from '../sync/ephemeral.ts';
import { NO_MARKS } from '../sync/member-marks.ts';
import { addRange } from '../sync/ranges.ts';
import { emptyState, putState, type StreamState } from '../sync/stream-state.ts';

export interface Said {
  readonly ord: number;
  /** Absent: deleted. */
  readonly text?: string | undefined;
  readonly author?: string | undefined;
  readonly at?: number | undefined;
}

/** No two of a database give the same ids. */
let opened = 0;

/** Search over a database that a test fills as the sync engine would, on virtual time. */
export async function searchBench(storage: StorageAdapter = memoryStorage()) {
  const timers = createFakeTimers();
  const clock = createFakeClock({ timers });
  const db = await openLocalDb(storage, () => {});
  const errors: unknown[] = [];
  const states = new Map<string, StreamState>();
  for (const { key, body } of await db.range({ store: 'streams' })) {
    if (key[1] === 'state') states.set(key[0] as string, body as StreamState);
  }
  const ends: (() => Promise<void>)[] = [];
  const search = openSearch({
    db,
    outbox: createOutbox([]),
    me: () => 'ann',
    runtime: { clock, timers },
    ephemeral: createEphemeral(),
    nextId: () => 1,
    newId: createUuid7(clock, createSeededRandom(opened++)),
    sources: { onError: (error) => errors.push(error) },
    atClose: (end) => void ends.push(end),
  });

  const settled = async <Done>(work: Promise<Done>): Promise<Done> => {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    while (!isDone) await timers.advance(0);
    return done;
  };

  async function change(id: string, more: Partial<StreamState>, changes: readonly Change[]): Promise<void> {
    const stream = conversationStream(id);
    const state = { ...(states.get(stream) ?? emptyState(stream)), ...more };
    states.set(stream, state);
    await db.commit([...changes, putState(state, NO_MARKS)]);
  }

  const stateOf = (id: string): StreamState => states.get(conversationStream(id)) ?? emptyState(conversationStream(id));

  return {
    ...{ db, search, storage, timers, errors },
    /** Messages arrive, or are changed: each one more rev. */
    async say(id: string, said: readonly Said[], epoch = 'e1'): Promise<void> {
      const stream = conversationStream(id);
      const { cursor, ranges } = stateOf(id);
      let rev = cursor?.epoch === epoch ? cursor.rev : 0;
      let held = ranges;
      const rows = said.map(({ ord, text, author = 'bob', at = ord * 1000 }) => {
        rev++;
        held = addRange(held, { from: ord, to: ord });
        const body = text === undefined ? undefined : { text };
        return putMessage(stream, { collection: 'message', key: `${id}-${ord}`, rev, ord, at, author, body }, ord);
      });
      await change(id, { cursor: { epoch, rev, ord: held.at(-1)?.to ?? 0 }, ranges: held }, rows);
    },
    /** All up to `to` goes, as eviction does it. */
    async evict(id: string, to: number): Promise<void> {
      const stream = conversationStream(id);
      const ranges = stateOf(id).ranges.flatMap((range) =>
        range.to <= to ? [] : [{ ...range, from: Math.max(range.from, to + 1) }],
      );
      await change(id, { ranges }, [{ store: 'messages', deleteRange: { prefix: [stream], to: [stream, to] } }]);
    },
    /** Indexes what waits, and whatever follows from it. */
    indexed: () => settled(search.whenIndexed()),
    /** The ids of the hits. */
    async find(query: string | SearchQuery): Promise<readonly string[]> {
      const { hits } = await search.query(typeof query === 'string' ? { text: query } : query);
      return hits.map(({ id }) => id);
    },
    segments: async () => (await db.range({ store: 'search', prefix: ['segment'] })).length,
    async close(): Promise<void> {
      for (const end of ends) await settled(end());
      await db.close();
    },
    /** As if the process died: nothing more is written. */
    die: () => storage.close(),
  };
}
