import type { ConversationBody, MemberBody, StreamId } from '@tidemark/protocol';
import { conversationStream } from '@tidemark/protocol';
import type { MemoryLogStore } from '@tidemark/server-reference/embed';
import { rowIdOf } from './server-history.ts';

/** The first ord that the server tells a member of a conversation, or of a thread whose parent they see; undefined: they are none. */
export function visibleFrom({ streams }: MemoryLogStore, stream: StreamId, user: string): number | undefined {
  const rows = streams.get(stream)?.rows;
  const body = <Body>(collection: string, key: string, of = rows): Body | undefined =>
    JSON.parse(of?.get(rowIdOf(collection, key))?.body ?? 'null') ?? undefined;
  const member = body<MemberBody>('member', user);
  if (!member) return undefined;
  const { parent, root } = body<ConversationBody>('conversation', stream.slice('conversation:'.length)) ?? {};
  if (parent === undefined || root === undefined) return member.from ?? 1;
  const above = streams.get(conversationStream(parent));
  const inParent = body<MemberBody>('member', user, above?.rows);
  const ord = above?.messages.find(({ key }) => key === root)?.ord ?? 0;
  return inParent && ord >= (inParent.from ?? 1) ? (member.from ?? 1) : undefined;
}
