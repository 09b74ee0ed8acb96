import type { CacheLimit } from '../cache/cache-limit.ts';
import type { Eviction } from '../cache/eviction.ts';
import type { OpenConversations } from '../cache/open-conversations.ts';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Change, Stored } from '../local-db/storage-adapter.ts';
import type { Drain } from '../outbox/drain.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { TimerHandle } from '../runtime/timers.ts';
import { unlessAborted } from '../runtime/unless-aborted.ts';
import type { CatchUp } from '../sync/catch-up.ts';
import type { EphemeralSource } from '../sync/ephemeral.ts';
import type { Identity } from '../sync/identity.ts';
import type { SyncLoop } from '../sync/loop.ts';
import type { StreamBook } from '../sync/stream-book.ts';
import type { MarkTeller } from '../sync/tell-marks.ts';
import { createAbsorb } from './absorb.ts';
import { createCandidate } from './candidate.ts';
import { createDesk, type Desk } from './desk.ts';
import { createEar } from './ear.ts';
import { createGranted } from './granted.ts';
import { createLead } from './lead.ts';
import { createLine } from './line.ts';
import { createPeers, lockOfTab } from './peers.ts';
import { createQuestions } from './questions.ts';
import { createRank } from './rank.ts';
import type { Ranking } from './ranking.ts';
import { createSharedDb } from './shared-db.ts';
import { createStanding } from './standing.ts';
import type { TabMessage } from './tab-message.ts';
import { createVigil } from './vigil.ts';
import { createWishes } from './wishes.ts';

/** What is put between the parts of a client so that it is one of several tabs. */
export interface Tab {
  /** What every part writes through. */
  readonly db: LocalDb;
  join(parts: TabParts): JoinedTab;
}

export interface TabParts {
  readonly outbox: Outbox;
  readonly book: StreamBook;
  readonly drain: Drain;
  readonly catchUp: CatchUp;
  readonly opened: OpenConversations;
  readonly marks: MarkTeller;
  readonly ephemeral: EphemeralSource;
  readonly identity: Identity;
  readonly cache: CacheLimit;
  readonly loop: SyncLoop;
  readonly settled: (opIds: ReadonlySet<string>) => void;
}

/** The parts as they work in any tab. */
export interface JoinedTab {
  readonly catchUp: CatchUp;
  readonly opened: OpenConversations;
  readonly cache: CacheLimit;
  readonly loop: SyncLoop;
  markRead(conversationId: string, ord: number | undefined): Promise<void>;
  isLeading(): boolean;
  readonly ranking: Ranking;
  /** Resolves when this tab holds `name`, as none of the others then does, until the signal aborts; never after that. */
  hold(name: string, signal: AbortSignal): Promise<void>;
  /** Reads again what other tabs wrote. */
  refresh(): Promise<void>;
}

export interface TabOptions {
  readonly inner: LocalDb;
  /** The rows of the outbox as they were read at the start. */
  readonly waiting: readonly Stored[];
  /** What all tabs of the database know, and no other: the id of the device. */
  readonly device: string;
  /** Of this tab alone. */
  readonly tab: string;
  readonly runtime: Runtime;
  readonly onError: (error: unknown) => void;
}

/** By then what a dead tab had asked of its storage is done, or never will be. */
const LAST_WRITE_MS = 2_000;

/** Opens the line to the other tabs. Nothing is heard, and nobody leads, before the loop of the joined tab runs. */
export function openTab({ inner, waiting, device, tab, runtime, onError }: TabOptions): Tab {
  const name = `tidemark/${device}`;
  const { locks, timers, clock, visibility } = runtime;
  const rank = createRank(tab);
  const line = createLine(runtime.openChannel(name), tab, rank.term, onError);
  let desk: Desk;
  let lost: (tab: string) => void = () => {};
  let deposed = (): void => {};
  let refresh = (): void => {};
  const due = new Set<TimerHandle>();

  function refreshIn(ms: number): void {
    const timer = timers.set(ms, () => {
      due.delete(timer);
      refresh();
    });
    due.add(timer);
  }

  /** It was committed while no other tab was known: those that were there all the same do not know it. */
  let hasUntold = false;

  const questions = createQuestions({ line, isLeading: rank.isLeading, answer: (question) => desk.answer(question) });
  const peers = createPeers({ locks, name, lost: (other) => lost(other) });

  function tell(message: TabMessage): void {
    if (peers.any()) line.post(message);
  }

  const shared = createSharedDb({
    inner,
    waiting,
    async rewrite(rewrites) {
      try {
        await questions.ask({ what: 'rewrite', rewrites });
      } catch (error) {
        // Its writer takes it back as this tab knew it; what became of it is read after that.
        refreshIn(0);
        throw error;
      }
    },
    committed(changes) {
      const told = changes.filter(isTold);
      if (told.length === 0) return;
      hasUntold ||= !peers.any();
      tell({ type: 'committed', changes: told });
    },
    deposed: () => deposed(),
  });

  function met(other: string): void {
    peers.met(other);
    if (!hasUntold) return;
    hasUntold = false;
    line.post({ type: 'here', hasUntold: true });
  }

  function join(parts: TabParts): JoinedTab {
    const { outbox, book, drain, opened, ephemeral, identity, cache, loop } = parts;
    const { isLeading } = rank;
    const absorb = createAbsorb({ inner, shared, outbox, book, identity, isLeading, settled: parts.settled });
    const standing = createStanding({ loop, catchUp: parts.catchUp, clock, isLeading });
    const granted = createGranted({ book, catchUp: parts.catchUp, opened });
    const candidate = createCandidate({ locks, name, timers, lead: (signal) => reign.run(signal), onError });
    const wishes = createWishes({
      catchUp: parts.catchUp,
      opened,
      left: standing.left,
      subscribe: standing.subscribeLeft,
      isLeading,
      tell: (wish) => tell({ type: 'wish', wish }),
      note: (stream) => tell({ type: 'opened', stream }),
    });
    const vigil = createVigil({
      timers,
      visibility,
      show: () => tell(sign()),
      ask: () => line.post({ type: 'here' }),
      takeOver: candidate.takeOver,
    });
    refresh = () => {
      absorb.refresh().then(() => isLeading() && drain.wake(), onError);
    };

    deposed = candidate.stepDown;
    lost = (other) => {
      granted.forget(other);
      // What it wrote last it may not have told, and the engine may still be at it.
      refresh();
      refreshIn(LAST_WRITE_MS);
    };
    desk = createDesk({
      ...parts,
      db: shared.db,
      line,
      granted,
      tellAll: () => reign.tellAll(),
      yieldTo(other) {
        if (visibility.isVisible()) return;
        reign.yieldTo(other);
        candidate.stepDown();
      },
      onError,
    });
    const reign = createLead({
      ...{ inner, tab, timers, rank, shared, absorb, standing, questions, vigil, ephemeral, loop, sign, tell },
      post: line.post,
    });
    const hear = createEar({
      ...{ tab, rank, absorb, desk, questions, standing, ephemeral, drain, loop, heardLeader },
      refresh: () => refresh(),
      takeOver: candidate.takeOver,
      say: tell,
    });

    function sign(): Extract<TabMessage, { type: 'leads' }> {
      return { type: 'leads', term: rank.term(), isVisible: visibility.isVisible() };
    }

    function heardLeader(from: string, { term, isVisible }: Extract<TabMessage, { type: 'leads' }>): void {
      if (term < rank.term()) return;
      if (isLeading()) {
        candidate.stepDown();
        return;
      }
      vigil.sign();
      if (rank.leader() !== from || rank.term() !== term) {
        rank.follow(from, term);
        // What this tab has in memory may be old, and the leader knows nothing of it.
        refresh();
        line.post({ type: 'here' });
        wishes.tellAll();
        questions.again();
      }
      if (!isVisible && visibility.isVisible()) line.post({ type: 'yield' });
    }

    async function run(signal: AbortSignal): Promise<void> {
      line.missed.subscribe(() => refresh());
      line.heard.subscribe((heard) => {
        if (heard.message.type === 'gone') peers.left(heard.from);
        else {
          met(heard.from);
          hear(heard);
        }
      });
      const living = locks.request(lockOfTab(name, tab), signal, () => untilAborted(signal)).catch(() => {});
      line.post({ type: 'here' });
      await candidate.run(signal);
      refresh = () => {};
      for (const timer of due) timers.clear(timer);
      vigil.close();
      line.post({ type: 'gone' });
      peers.close();
      questions.close(signal.reason);
      line.close();
      await living;
    }

    return {
      isLeading,
      ranking: { tab, rank, peers },
      hold: (what, signal) =>
        new Promise((resolve) => {
          const held = (): Promise<void> => {
            resolve();
            return untilAborted(signal);
          };
          locks.request(`${name}/${what}`, signal, held).catch(() => {});
        }),
      refresh: absorb.refresh,
      catchUp: wishes.catchUp,
      opened: wishes.opened,
      cache: {
        ...cache,
        clear: async (stream) =>
          isLeading()
            ? cache.clear(stream)
            : ((await questions.ask({ what: 'clear-cache', stream })) as unknown as Eviction),
      },
      loop: {
        ...loop,
        status: standing.status,
        subscribe: standing.subscribe,
        pause(reason) {
          loop.pause(reason);
          tell({ type: 'paused', reason, isOver: false });
        },
        resume(reason) {
          loop.resume(reason);
          tell({ type: 'paused', reason, isOver: true });
        },
        wake() {
          if (isLeading()) loop.wake();
          else tell({ type: 'wake' });
        },
        run,
      },
      async markRead(conversationId, ord) {
        await questions.ask({ what: 'mark-read', conversationId, ord });
      },
    };
  }

  return { db: shared.db, join };
}

/** Others have no use for the index's bytes, and look at who wrote it last when they search. */
const isTold = ({ store }: Change): boolean => store !== 'search';

const untilAborted = (signal: AbortSignal): Promise<void> =>
  unlessAborted<void>(signal, () => () => {}).catch(() => {});
