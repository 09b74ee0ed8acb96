import type { Client } from '@tidemark/core';
import type { ClientPart } from './cast.ts';

/** Waits until every conversation is there and this user is a member; the client that invites makes those missing. */
export async function joinConversations(
  client: Client,
  { conversations, invites }: Pick<ClientPart, 'conversations' | 'invites'>,
): Promise<void> {
  for (const { id, title } of invites ? conversations : []) {
    if (await client.conversations.get(id)) continue;
    await client.conversations.create({ id, kind: 'group', title, members: [...(invites ?? [])] });
  }
  const wanted = new Set(conversations.map(({ id }) => id));
  for await (const { rows } of client.conversations.observe({ limit: wanted.size })) {
    if (rows.filter(({ id, role }) => wanted.has(id) && role !== undefined).length === wanted.size) return;
  }
}
