import type { Role, StreamId } from '@tidemark/protocol';
import { NO_SETTINGS, type Settings, settingsOf } from '../domain/settings.ts';
import type { LoadedStream, StoredMark, StreamRecord } from '../log/log.ts';

/** A stream's newest state as the committer holds it between batches. Only the committer changes it. */
export interface CachedStream {
  readonly stream: StreamId;
  exists: boolean;
  epoch: string;
  rev: number;
  ord: number;
  marksRev: number;
  at: number;
  touchedAt: number;
  /** Replaced, never changed in place: a step of the fan-out keeps the members as of itself. */
  members: ReadonlyMap<string, Role>;
  /** The first ord a member may see, of those who do not see all. Replaced, never changed in place. */
  froms: ReadonlyMap<string, number>;
  settings: Settings;
  thread: StreamRecord['thread'];
  /** Of a user's own stream: whom they block. */
  readonly blocked: Set<string>;
  readonly marks: Map<string, StoredMark>;
  /** By user: the ord of their newest message. Of those after `wroteFrom`: what was written before is not looked up. */
  readonly wrote: Map<string, number>;
  readonly wroteFrom: number;
}

const NOBODY: ReadonlyMap<string, never> = new Map<string, never>();

export function emptyStream(stream: StreamId, epoch: string): CachedStream {
  return {
    stream,
    exists: false,
    epoch,
    rev: 0,
    ord: 0,
    marksRev: 0,
    at: 0,
    touchedAt: 0,
    members: NOBODY,
    froms: NOBODY,
    settings: NO_SETTINGS,
    thread: undefined,
    blocked: new Set(),
    marks: new Map(),
    wrote: new Map(),
    wroteFrom: 0,
  };
}

export function cachedStream({ record, members, conversation, blocked }: LoadedStream): CachedStream {
  const late = members.flatMap(({ user, from }): [string, number][] => (from === undefined ? [] : [[user, from]]));
  return {
    ...record,
    thread: record.thread,
    exists: true,
    members: members.length === 0 ? NOBODY : new Map(members.map(({ user, role }) => [user, role])),
    froms: late.length === 0 ? NOBODY : new Map(late),
    settings: settingsOf(conversation),
    blocked: new Set(blocked),
    marks: new Map(members.map(({ user, mark }) => [user, mark])),
    wrote: new Map(),
    wroteFrom: record.ord,
  };
}

export function recordOf(state: CachedStream): StreamRecord {
  const { stream, epoch, rev, ord, marksRev, at, touchedAt, thread } = state;
  return { stream, epoch, rev, ord, marksRev, at, touchedAt, thread };
}
