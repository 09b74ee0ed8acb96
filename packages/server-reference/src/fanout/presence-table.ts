import type { PresenceUp, PresentUser } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';

type Here = PresenceUp['state'];

/** Who is there, by what their sessions say (PRO-61). In memory alone. */
export interface PresenceTable {
  said(session: Session, state: Here, now: Moment): void;
  left(session: Session, now: Moment): void;
  /** As others see it. */
  of(user: string): PresentUser;
  /**
   * Says whether a user is seen otherwise than when last asked; `later`: they left a moment ago and may come back, ask
   * again.
   */
  turned(user: string, now: Moment): boolean | 'later';
}

export interface Moment {
  /** Server time. */
  readonly at: number;
  readonly monotonicMs: number;
}

/** A connection that breaks is back within this time, and nobody has to hear of it. */
const LINGER_MS = 5_000;
/** Of how many who left it is known when. */
const REMEMBERED = 10_000;

export function createPresenceTable(tellsLastSeen: boolean): PresenceTable {
  const here = new Map<string, Map<Session, { readonly state: Here; readonly at: number }>>();
  const leaving = new Map<string, number>();
  const shown = new Map<string, PresentUser>();
  /** The one who left longest ago first. */
  const lastSeen = new Map<string, number>();

  const stateOf = (user: string): PresentUser => {
    const sessions = [...(here.get(user)?.values() ?? [])];
    if (sessions.length === 0) {
      const at = tellsLastSeen ? lastSeen.get(user) : undefined;
      return { user, state: 'offline', ...(at !== undefined && { at }) };
    }
    if (sessions.some(({ state }) => state === 'online')) return { user, state: 'online' };
    return { user, state: 'away', at: Math.max(...sessions.map(({ at }) => at)) };
  };

  return {
    said: (session, state, { at }) => {
      const sessions = here.get(session.user) ?? new Map<Session, { readonly state: Here; readonly at: number }>();
      here.set(session.user, sessions);
      if (sessions.get(session)?.state !== state) sessions.set(session, { state, at });
      leaving.delete(session.user);
    },
    left: (session, { at, monotonicMs }) => {
      const sessions = here.get(session.user);
      if (!sessions?.delete(session) || sessions.size > 0) return;
      here.delete(session.user);
      leaving.set(session.user, monotonicMs + LINGER_MS);
      lastSeen.delete(session.user);
      lastSeen.set(session.user, at);
      const [oldest] = lastSeen.keys();
      if (lastSeen.size > REMEMBERED && oldest !== undefined) lastSeen.delete(oldest);
    },
    of: (user) => (leaving.has(user) ? (shown.get(user) ?? stateOf(user)) : stateOf(user)),
    turned: (user, { monotonicMs }) => {
      const untilMs = leaving.get(user);
      if (untilMs !== undefined && untilMs > monotonicMs) return 'later';
      leaving.delete(user);
      const next = stateOf(user);
      const isSame = (shown.get(user)?.state ?? 'offline') === next.state;
      if (next.state === 'offline') shown.delete(user);
      else shown.set(user, next);
      return !isSame;
    },
  };
}
