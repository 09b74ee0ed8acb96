import { type StreamId, TidemarkError } from '@tidemark/protocol';
import { type CacheLimit, createCacheLimit } from '../cache/cache-limit.ts';
import type { Eviction } from '../cache/eviction.ts';
import { createOpenConversations } from '../cache/open-conversations.ts';
import { type AppIndexes, createAppIndexes } from '../local-db/app-index.ts';
import { type LocalDb, openAndRead } from '../local-db/local-db.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import { createUuid7 } from '../model/uuid7.ts';
import { createExpiry } from '../observe/expiry.ts';
import type { Look, WindowSources } from '../observe/message-window.ts';
import { createVeils } from '../observe/veils.ts';
import { createDrain, type Drain } from '../outbox/drain.ts';
import { createOutbox, type Outbox } from '../outbox/outbox.ts';
import { pendingOf } from '../outbox/pending-op.ts';
import { type DeviceRuntime, deviceRuntime } from '../runtime/device-runtime.ts';
import { createFeed, type Feed, type FeedSource } from '../runtime/feed.ts';
import { currentHost } from '../runtime/host.ts';
import type { Random } from '../runtime/random.ts';
import { hasTabs, tabRuntime } from '../runtime/tab-runtime.ts';
import { type CatchUp, createCatchUp } from '../sync/catch-up.ts';
import { createEphemeral, type Ephemeral } from '../sync/ephemeral.ts';
import { IDENTITY_READ, openIdentity } from '../sync/identity.ts';
import { createSyncLoop, type LoopOptions, type SyncLoop } from '../sync/loop.ts';
import { openServerClock, SERVER_CLOCK_READ } from '../sync/server-clock.ts';
import { createStreamBook, type StreamBook } from '../sync/stream-book.ts';
import { createMarkTeller, type MarkTeller } from '../sync/tell-marks.ts';
import type { Ranking } from '../tabs/ranking.ts';
import { openTab } from '../tabs/tab.ts';
import { createEnqueue, type Enqueue } from '../write/enqueue.ts';
import { markRead } from '../write/mark-read.ts';
import { type ClientOptions, settingsOf } from './options.ts';
import { talkCode } from './preload.ts';

/** The parts of a client, wired: what its repositories are made of. */
export interface Engine {
  readonly db: LocalDb;
  readonly book: StreamBook;
  readonly outbox: Outbox;
  readonly drain: Drain;
  readonly catchUp: CatchUp;
  readonly marks: MarkTeller;
  readonly loop: SyncLoop;
  readonly cache: CacheLimit;
  readonly indexes: AppIndexes;
  readonly enqueue: Enqueue;
  readonly sources: WindowSources;
  readonly ephemeral: Ephemeral;
  /** What happens, for the features that tell of it. */
  readonly happenings: Happenings;
  readonly runtime: DeviceRuntime;
  /** Numbers what is asked of the server, whoever asks. */
  readonly nextId: () => number;
  readonly newId: () => string;
  readonly me: () => string | undefined;
  /** See `write/mark-read`; whichever tab this is. */
  readonly markRead: (conversationId: string, ord: number | undefined) => Promise<void>;
  /**
   * Resolves when this tab is the only one that holds `name`, and holds it until the signal aborts. Absent where there are
   * no other tabs.
   */
  readonly hold?: ((name: string, signal: AbortSignal) => Promise<void>) | undefined;
  /** Who else is there; absent where there are no other tabs. */
  readonly ranking?: Ranking | undefined;
  /** Reads again what is in memory: other tabs wrote, and it is not known what. */
  readonly refresh: () => Promise<void>;
}

/** Each is told as it happens; where nobody listens it costs a call. */
export interface Happenings {
  /** What happened in the background and is no answer to a call. */
  readonly errors: Feed<unknown>;
  readonly evictions: Feed<Eviction>;
  /** Ops that are over, while they still stand in the outbox. */
  readonly settled: Feed<ReadonlySet<string>>;
  /** Messages that somebody looked at for the first time. */
  readonly looks: Feed<Look>;
}

type Found = readonly (Stored | undefined)[];
type Answers = readonly [Found, readonly Stored[], Found];

const STALE = 'Another tab runs a later version of this app: load this page again.';

/** Opens the database and wires the parts; nothing talks to the network yet. */
export async function openEngine(options: ClientOptions, errors: FeedSource<unknown>): Promise<Engine> {
  const settings = settingsOf(options);
  // What another tab was quicker with is read again, and no news.
  const onError = (error: unknown): void => {
    if (!TidemarkError.is(error, 'storage/raced')) errors.emit(error);
  };
  const runtime = options.runtime ?? deviceRuntime(currentHost());
  const { clock, timers, random } = runtime;
  const newId = createUuid7(clock, random);
  const onStale = (): void => onError(new TidemarkError('storage/stale', STALE, {}));
  const { db: inner, answers } = await openAndRead(options.storage, onStale, [
    IDENTITY_READ,
    { store: 'outbox' },
    SERVER_CLOCK_READ,
  ]);
  const [known, waiting, clocked] = answers as Answers;
  const identity = await openIdentity(inner, known, options.user, newId);
  const isShared = options.storage.capabilities.shared === 'concurrent';
  const ofTab = isShared ? tabRuntime(runtime) : undefined;
  if (isShared && !ofTab && hasTabs()) onError(withoutLocks());
  const tab = ofTab && openTab({ inner, waiting, device: identity.device, tab: newId(), runtime: ofTab, onError });
  const db = tab?.db ?? inner;
  const serverClock = openServerClock(db, clock, clocked[0]);
  const expiry = createExpiry(serverClock, timers);
  const book = createStreamBook(db);
  const outbox = createOutbox(waiting.map(pendingOf), isShared ? placeFraction(random) : 0);
  const indexes = createAppIndexes(onError);
  const drain = createDrain({ outbox, db, clock, timers, random, failed: onError, ...settings });
  // An answer to an earlier process, come late, answers nothing of this one.
  let requests = Math.floor(random.fraction() * 2 ** 40);
  const nextId = (): number => ++requests;
  const catchUp = createCatchUp({ book, nextId, hasRoom: () => cache.hasRoom(), ...settings });
  const opened = createOpenConversations(db, book);
  const evictions = createFeed<Eviction>(onError);
  evictions.subscribe(settings.cache.onEvicted);
  const { pageSize } = settings;
  const cache = createCacheLimit({
    db,
    book,
    catchUp,
    opened,
    pageSize,
    timers,
    onError,
    ...settings.cache,
    onEvicted: evictions.emit,
    mayEvict: () => joined?.isLeading() ?? true,
  });
  const marks = createMarkTeller(book, clock, timers, settings.isReadPrivately);
  const settled = createFeed<ReadonlySet<string>>();
  const owed = async (): Promise<readonly StreamId[]> => {
    const rows: readonly Stored[] = await db.range({ store: 'streams', index: 'owed' });
    return rows.map((row) => row.key[0] as StreamId);
  };
  const confirmed = (): readonly StreamId[] => [...outbox.acked()].map(({ op }) => op.stream);
  const ephemeral = createEphemeral();
  const talk: LoopOptions['talk'] = async (ends) => {
    const { createTalk } = await talkCode();
    const parts = { db, book, outbox, drain, catchUp, marks, indexes, ephemeral, identity, clock, timers };
    const told = { settled: settled.emit, prefetch: settings.prefetch };
    return createTalk({ ...parts, ...told, owed, confirmed, serverClock, nextId }, ends);
  };
  const { transport, auth } = options;
  const loop = createSyncLoop({ transport, auth, runtime, backoff: settings.backoff, talk });
  const joined = tab?.join({
    ...{ outbox, book, drain, catchUp, opened, marks, ephemeral, identity, cache, loop },
    settled: settled.emit,
  });
  const refresh = joined?.refresh ?? (async () => {});
  const enqueue = createEnqueue({ db, outbox, drain, clock, newId, refresh });
  const me = identity.user;
  const veils = createVeils();
  const looks = createFeed<Look>();
  const looked = looks.emit;
  const sources: WindowSources = {
    db,
    book,
    outbox,
    catchUp,
    me,
    opened,
    ...(joined && { catchUp: joined.catchUp, opened: joined.opened }),
    veils,
    expiry,
    looked,
    open: new Set(),
    reading: new Set(),
    onError,
  };
  return {
    db,
    book,
    outbox,
    drain,
    catchUp,
    marks,
    loop,
    cache,
    indexes,
    enqueue,
    sources,
    ephemeral,
    happenings: { errors, evictions, settled, looks },
    runtime,
    nextId,
    newId,
    me,
    markRead: (conversationId, ord) => markRead({ db, book, marks }, conversationId, ord),
    refresh,
    ...joined,
  };
}

/** Sets the places of this tab's ops apart from every other tab's: 2^30 steps, of which a lane's places leave room for. */
const placeFraction = (random: Random): number => Math.floor(random.fraction() * 2 ** 30) / 2 ** 30;

function withoutLocks(): Error {
  return new Error(
    'This page has no Web Locks, so keep it open in one tab only: serve it over HTTPS or from localhost',
  );
}
