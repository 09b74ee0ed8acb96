import { MAX_WATCHED_USERS, type PresenceUp, type PresentUser } from '@tidemark/protocol';
import type { Feature, FeatureParts } from '../client/feature.ts';
import { checkName } from '../model/check-body.ts';
import { createView } from '../observe/create-view.ts';
import type { Observed } from '../observe/observed.ts';
import type { TimerHandle } from '../runtime/timers.ts';

/** What is known of somebody now; `unknown` without a session, and until the server answered. */
export interface UserPresence {
  readonly state: PresentUser['state'] | 'unknown';
  /** Server time since when they are away, or at which they left, where the server tells it. */
  readonly at?: number | undefined;
}

export interface Presences {
  /** Whether somebody is there, as far as the server says it to this user. At most 200 users at a time. */
  observe(userId: string): Observed<UserPresence>;
  /** `away`: shown as away whatever the device sees; `auto` (default): online while the app is looked at. */
  show(how: 'auto' | 'away'): void;
}

const UNKNOWN: UserPresence = Object.freeze({ state: 'unknown' });
/** People look away for a moment. */
const AWAY_AFTER_MS = 60_000;
/** Lists that scroll watch others all the time. */
const INTERVAL_MS = 2_000;

/** Who is there. A client that opens it says that its own user is, to those who may know. */
export const presence: Feature<Presences> = { open: openPresence };

function openPresence({ ephemeral, runtime, sources, atClose }: FeatureParts): Presences {
  const { clock, timers, visibility } = runtime;
  const watched = new Map<string, Set<() => void>>();
  const known = new Map<string, UserPresence>();
  let manner: 'auto' | 'away' = 'auto';
  let hiddenAtMs = visibility.isVisible() ? undefined : clock.monotonicMs();
  let said: string | undefined;
  let isAnswered = true;
  let saidAtMs = Number.NEGATIVE_INFINITY;
  let isQueued = false;
  let timer: TimerHandle | undefined;

  function stateNow(): PresenceUp['state'] {
    const isGone = hiddenAtMs !== undefined && clock.monotonicMs() - hiddenAtMs >= AWAY_AFTER_MS;
    return manner === 'away' || isGone ? 'away' : 'online';
  }

  /** What changed in one turn is said once, at most every two seconds. */
  function change(): void {
    if (isQueued) return;
    isQueued = true;
    queueMicrotask(() => {
      isQueued = false;
      say();
    });
  }

  function say(): void {
    if (timer !== undefined) timers.clear(timer);
    timer = undefined;
    const nowMs = clock.monotonicMs();
    const waitMs = saidAtMs + INTERVAL_MS - nowMs;
    const frame: PresenceUp = {
      type: 'presence',
      state: stateNow(),
      users: [...watched.keys()].slice(0, MAX_WATCHED_USERS),
    };
    const text = JSON.stringify(frame);
    if (text !== said && waitMs > 0) wake(waitMs);
    else if (text !== said && ephemeral.send(frame)) {
      said = text;
      saidAtMs = nowMs;
      isAnswered = frame.users.length === 0;
    }
    if (timer === undefined && hiddenAtMs !== undefined && frame.state === 'online') {
      wake(hiddenAtMs + AWAY_AFTER_MS - nowMs);
    }
  }

  function wake(afterMs: number): void {
    timer = timers.set(afterMs, say);
  }

  function learn(users: readonly PresentUser[]): void {
    isAnswered = true;
    for (const { user, state, at } of users) {
      const invalidates = watched.get(user);
      if (!invalidates) continue;
      known.set(user, Object.freeze({ state, ...(at !== undefined && { at }) }));
      for (const invalidate of invalidates) invalidate();
    }
  }

  function began(): void {
    said = undefined;
    saidAtMs = Number.NEGATIVE_INFINITY;
    say();
  }

  function ended(): void {
    known.clear();
    for (const invalidates of watched.values()) for (const invalidate of invalidates) invalidate();
  }

  const ends = [
    ephemeral.subscribe({
      began,
      ended,
      heard(frame) {
        if (frame.type === 'presence') learn(frame.users);
        // A server under load sheds this first.
        else if (frame.type === 'pong' && !isAnswered) began();
      },
    }),
    visibility.subscribe(() => {
      hiddenAtMs = visibility.isVisible() ? undefined : (hiddenAtMs ?? clock.monotonicMs());
      change();
    }),
  ];
  atClose(() => {
    for (const end of ends) end();
    if (timer !== undefined) timers.clear(timer);
  });
  change();

  return {
    show(how) {
      manner = how;
      change();
    },
    observe(userId) {
      const user = checkName('userId', userId);
      const invalidates = watched.get(user) ?? new Set<() => void>();
      watched.set(user, invalidates);
      const { observed, invalidate } = createView(sources, {
        compute: () => known.get(user) ?? UNKNOWN,
        ends: [
          () => {
            invalidates.delete(invalidate);
            if (invalidates.size > 0) return;
            watched.delete(user);
            known.delete(user);
            change();
          },
        ],
      });
      invalidates.add(invalidate);
      change();
      return observed;
    },
  };
}
