import { type MemberBody, parseStream, type Role, type StreamId, userStream } from '@tidemark/protocol';
import type { RowKey } from '../log/log.ts';
import type { RowWrite, View } from './decision.ts';

export const profileKey = (user: string): RowKey => ({
  stream: userStream(user),
  collection: 'profile',
  key: 'profile',
});

export const memberKey = (stream: StreamId, user: string): RowKey => ({ stream, collection: 'member', key: user });

const membershipKey = (stream: StreamId, user: string): RowKey => ({
  stream: userStream(user),
  collection: 'membership',
  key: parseStream(stream).scope,
});

/** What must be loaded to make or change somebody a member. */
export const memberNeeds = (stream: StreamId, user: string): readonly RowKey[] => [
  memberKey(stream, user),
  membershipKey(stream, user),
  profileKey(user),
];

/** A member's display name, from their profile. */
function nameOf(view: View, user: string): string | undefined {
  const body = view.row(profileKey(user))?.body;
  return body ? (JSON.parse(body) as { name: string }).name : undefined;
}

/** PRO-58: who joins where the history begins with joining sees what comes from now on. */
function fromOf(view: View, stream: StreamId, user: string): number | undefined {
  const { members, froms, settings, ord } = view.stream(stream);
  if (members.has(user)) return froms.get(user);
  return settings.history === 'joined' && ord > 0 ? ord + 1 : undefined;
}

/** PRO-18: membership is told twice, to the conversation and to the member. No role: it ends. */
export function memberWrites(
  view: View,
  stream: StreamId,
  user: string,
  role: Role | null,
  author: string,
): readonly [RowWrite, RowWrite] {
  const member: MemberBody | null = role && { role, name: nameOf(view, user), from: fromOf(view, stream, user) };
  return [
    { ...memberKey(stream, user), body: member && JSON.stringify(member), author },
    { ...membershipKey(stream, user), body: role && JSON.stringify({ role }), author },
  ];
}
