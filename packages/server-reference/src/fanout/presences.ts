import { type PresenceUp, type PresentUser, type StreamId, userStream } from '@tidemark/protocol';
import type { Outcome } from '../commit/outcome.ts';
import type { ServerTime } from '../commit/server-time.ts';
import type { Session } from '../connection/session.ts';
import type { Log } from '../log/log.ts';
import type { Runtime } from '../runtime.ts';
import { createPresenceTable, type Moment } from './presence-table.ts';
import { createWatching } from './watching.ts';

/** Who hears of whom. */
export interface PresencePolicy {
  /** `shared` (default): those who share a conversation. */
  readonly visibleTo?: 'shared' | 'everyone' | 'nobody' | undefined;
  /** Whether it is told when somebody left. Default true. */
  readonly lastSeen?: boolean | undefined;
}

/** Tells who is there to those who watch and may know (PRO-61 to PRO-63). */
export interface Presences {
  said(session: Session, frame: PresenceUp): Promise<void>;
  left(session: Session): void;
  /** Who shares a conversation, or blocks whom, may have changed. */
  committed(outcome: Outcome): void;
  stop(): void;
}

export interface PresencesOptions {
  readonly log: Pick<Log, 'sharing' | 'loadRows'>;
  readonly runtime: Runtime;
  readonly time: ServerTime;
  readonly policy: PresencePolicy;
  readonly failed: (error: unknown) => void;
}

const INTERVAL_MS = 1_000;
/** A batch writes rows of these in the own streams of those whom it concerns. */
const CONCERNING: ReadonlySet<string> = new Set(['membership', 'block']);

export function createPresences({ log, runtime, time, policy, failed }: PresencesOptions): Presences {
  const table = createPresenceTable(policy.lastSeen ?? true);
  const watching = createWatching();
  const moved = new Set<string>();
  const concerned = new Set<string>();
  /** Too busy to be told: they hear of all they watch when they read again. */
  const owed = new Set<Session>();
  let cancel: (() => void) | undefined;
  let isStopped = false;

  const now = (): Moment => ({ at: time.now(), monotonicMs: runtime.monotonicMs() });

  const tell = (session: Session, users: readonly string[]): void => {
    if (users.length === 0 || !session.isOpen()) return;
    if (session.isBusy()) {
      owed.add(session);
      schedule();
      return;
    }
    const shown = users.map(
      (user): PresentUser => (watching.mayHear(session, user) ? table.of(user) : { user, state: 'offline' }),
    );
    session.send([JSON.stringify({ type: 'presence', users: shown })]);
  };

  /** Of these users, those of whom this one may hear. */
  const heardBy = async (user: string, others: readonly string[]): Promise<ReadonlySet<string>> => {
    const { visibleTo = 'shared' } = policy;
    if (visibleTo === 'nobody' || others.length === 0) return new Set();
    const known = visibleTo === 'everyone' ? others : await log.sharing(user, others);
    const blocks = known.map((other) => ({ stream: userStream(other), collection: 'block', key: user }));
    const blocking = new Set(
      (await log.loadRows(blocks)).filter(({ body }) => body !== null).map(({ stream }) => stream),
    );
    return new Set(known.filter((other) => !blocking.has(userStream(other))));
  };

  const flush = (): void => {
    const turned = [...moved].filter((user) => {
      const how = table.turned(user, now());
      if (how !== 'later') moved.delete(user);
      return how === true;
    });
    const waiting = [...owed];
    owed.clear();
    for (const [session, users] of watching.audienceOf(turned)) if (!waiting.includes(session)) tell(session, users);
    for (const session of waiting) tell(session, watching.of(session));
    const asked = watching.concerning(concerned);
    concerned.clear();
    for (const [session, users] of asked) lookAgain(session, users).catch(failed);
  };

  const lookAgain = async (session: Session, users: readonly string[]): Promise<void> => {
    const heard = await heardBy(session.user, users);
    const changed = users.filter((user) => watching.mayHear(session, user) !== heard.has(user));
    watching.allow(session, changed, heard);
    tell(session, changed);
  };

  const schedule = (): void => {
    if (isStopped || cancel !== undefined) return;
    cancel = runtime.after(INTERVAL_MS, () => {
      cancel = undefined;
      act();
    });
  };

  /** The first change is told at once, the next ones together, a second later. */
  const act = (): void => {
    if (cancel !== undefined || isStopped) return;
    if (moved.size + concerned.size + owed.size === 0) return;
    flush();
    schedule();
  };

  return {
    said: async (session, { state, users }) => {
      table.said(session, state, now());
      moved.add(session.user);
      act();
      const wanted = [...new Set(users)];
      watching.want(session, wanted);
      watching.allow(session, wanted, await heardBy(session.user, wanted));
      if (!session.isOpen()) return watching.forget(session);
      tell(session, wanted);
    },
    left: (session) => {
      watching.forget(session);
      owed.delete(session);
      table.left(session, now());
      moved.add(session.user);
      act();
    },
    committed: ({ steps }) => {
      if (watching.isIdle()) return;
      for (const [stream, each] of steps) {
        if (!isOwn(stream) || !each.some(({ rows }) => rows.some((row) => CONCERNING.has(row.collection)))) continue;
        concerned.add(stream.slice('user:'.length));
      }
      if (concerned.size > 0) act();
    },
    stop: () => {
      isStopped = true;
      cancel?.();
    },
  };
}

const isOwn = (stream: StreamId): boolean => stream.startsWith('user:');
