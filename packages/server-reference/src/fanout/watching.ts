import type { Session } from '../connection/session.ts';
import { addTo, append, removeFrom } from '../multimap.ts';

/** Which sessions want to hear of which users, and of whom they may. */
export interface Watching {
  /** In the place of what it wanted before. */
  want(session: Session, users: readonly string[]): void;
  /** Of these, those in `heard` and no others. */
  allow(session: Session, users: readonly string[], heard: ReadonlySet<string>): void;
  forget(session: Session): void;
  of(session: Session): readonly string[];
  mayHear(session: Session, user: string): boolean;
  /** Each session that may hear of some of these users, with them. Costs what is to be told. */
  audienceOf(users: Iterable<string>): ReadonlyMap<Session, string[]>;
  /** Each session with those it watches, where it or they are one of these users. */
  concerning(users: Iterable<string>): ReadonlyMap<Session, string[]>;
  /** Whether nobody watches anybody. */
  isIdle(): boolean;
}

export function createWatching(): Watching {
  const wanted = new Map<Session, Map<string, boolean>>();
  const watchers = new Map<string, Set<Session>>();
  const bySelf = new Map<string, Set<Session>>();

  const forget = (session: Session): void => {
    for (const user of wanted.get(session)?.keys() ?? []) removeFrom(watchers, user, session);
    wanted.delete(session);
    removeFrom(bySelf, session.user, session);
  };

  return {
    want: (session, users) => {
      const before = wanted.get(session);
      forget(session);
      if (users.length === 0) return;
      wanted.set(session, new Map(users.map((user) => [user, before?.get(user) ?? false])));
      for (const user of users) addTo(watchers, user, session);
      addTo(bySelf, session.user, session);
    },
    allow: (session, users, heard) => {
      const all = wanted.get(session);
      for (const user of users) if (all?.has(user)) all.set(user, heard.has(user));
    },
    forget,
    of: (session) => [...(wanted.get(session)?.keys() ?? [])],
    mayHear: (session, user) => wanted.get(session)?.get(user) === true,
    audienceOf: (users) => {
      const audience = new Map<Session, string[]>();
      for (const user of users) {
        for (const session of watchers.get(user) ?? []) {
          if (wanted.get(session)?.get(user) === true) append(audience, session, user);
        }
      }
      return audience;
    },
    concerning: (users) => {
      const found = new Map<Session, Set<string>>();
      const add = (session: Session, user: string): void => addTo(found, session, user);
      for (const user of users) {
        for (const session of watchers.get(user) ?? []) add(session, user);
        for (const session of bySelf.get(user) ?? [])
          for (const each of wanted.get(session)?.keys() ?? []) add(session, each);
      }
      return new Map([...found].map(([session, each]) => [session, [...each]]));
    },
    isIdle: () => wanted.size === 0,
  };
}
