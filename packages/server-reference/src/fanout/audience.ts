import { parseStream, type StreamId } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';
import type { Sessions } from './sessions.ts';

/** The connected sessions that may see a stream, given its members. Costs the smaller of members and users online. */
export function* audienceOf(
  sessions: Sessions,
  stream: StreamId,
  members: ReadonlyMap<string, unknown>,
): Generator<Session> {
  const { kind, scope } = parseStream(stream);
  if (kind === 'app') yield* sessions.ofApp(stream);
  else if (kind === 'user') yield* sessions.of(scope);
  else if (members.size <= sessions.userCount()) {
    for (const user of members.keys()) yield* sessions.of(user);
  } else {
    for (const user of sessions.users()) if (members.has(user)) yield* sessions.of(user);
  }
}
