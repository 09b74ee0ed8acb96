import type { Client } from '@tidemark/core';
import type { Role } from '@tidemark/protocol';
import type { ClientPart } from './cast.ts';

/** Waits until every conversation is there and this user is a member; the client that invites makes those missing. */
export async function joinConversations(
  client: Client,
  { conversations, invites, whole }: Pick<ClientPart, 'conversations' | 'invites' | 'whole'>,
): Promise<void> {
  for (const { id, title } of invites ? conversations : []) {
    if (await client.conversations.get(id)) continue;
    const present = whole?.present[id] ?? [];
    const created = client.conversations.create({
      id,
      kind: 'group',
      title,
      members: [...(invites ?? []), ...present],
    });
    // Asked for in the same turn, so there is no conversation without its admins.
    const promoted = whole && client.conversations.addMembers(id, invites ?? [], 'admin');
    await Promise.all([created, promoted]);
  }
  const wanted = new Set(conversations.map(({ id }) => id));
  for await (const { rows } of client.conversations.observe({ limit: wanted.size })) {
    const may = (role: Role | undefined): boolean =>
      whole ? role === 'owner' || role === 'admin' : role !== undefined;
    if (rows.filter(({ id, role }) => wanted.has(id) && may(role)).length === wanted.size) return;
  }
}
