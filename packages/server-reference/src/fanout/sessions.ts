import type { StreamId } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';
import { addTo, removeFrom } from '../multimap.ts';

/** Who is connected. Registering a session subscribes it to everything its user may see (PRO-3). */
export interface Sessions {
  add(session: Session): void;
  remove(session: Session): void;
  find(id: string): Session | undefined;
  of(user: string): Iterable<Session>;
  isOnline(user: string): boolean;
  users(): Iterable<string>;
  userCount(): number;
  all(): Iterable<Session>;
  subscribeApp(session: Session, stream: StreamId): void;
  ofApp(stream: StreamId): Iterable<Session>;
}

export function createSessions(): Sessions {
  const byId = new Map<string, Session>();
  const byUser = new Map<string, Set<Session>>();
  const byApp = new Map<StreamId, Set<Session>>();
  const nobody: readonly Session[] = [];

  return {
    add: (session) => {
      byId.set(session.id, session);
      addTo(byUser, session.user, session);
    },
    remove: (session) => {
      if (!byId.delete(session.id)) return;
      removeFrom(byUser, session.user, session);
      for (const stream of session.appStreams) removeFrom(byApp, stream, session);
    },
    find: (id) => byId.get(id),
    of: (user) => byUser.get(user) ?? nobody,
    isOnline: (user) => byUser.has(user),
    users: () => byUser.keys(),
    userCount: () => byUser.size,
    all: () => byId.values(),
    subscribeApp: (session, stream) => {
      if (!session.isOpen()) return;
      session.appStreams.add(stream);
      addTo(byApp, stream, session);
    },
    ofApp: (stream) => byApp.get(stream) ?? nobody,
  };
}
