import type { Client, Conversation } from '@tidemark/core';

/** Time for the server to tell of a conversation that the other one started. */
const ASK_MS = 1_500;

/**
 * The conversation to open at the start: the one with the peer, made if there is none, or the one used last. Answers
 * from this device where it can, before any network.
 */
export async function firstConversation(
  client: Client,
  me: string,
  peer: string | undefined,
): Promise<string | undefined> {
  const list = client.conversations.observe();
  try {
    for await (const { rows } of list) {
      const found = peer === undefined ? rows[0] : rows.find((row) => isPair(row, me, peer));
      if (found || peer === undefined) return found?.id;
      break;
    }
    if (peer === undefined) return undefined;
    await client.whenSynced(undefined, { signal: AbortSignal.timeout(ASK_MS) }).catch(() => {});
    const found = list.getSnapshot()?.rows.find((row) => isPair(row, me, peer));
    if (found) return found.id;
  } finally {
    list.close();
  }
  const made = await client.conversations.create({ kind: 'direct', members: [peer], meta: { pair: pairOf(me, peer) } });
  return made.id;
}

function isPair({ meta }: Conversation, me: string, peer: string): boolean {
  return JSON.stringify(meta?.['pair']) === JSON.stringify(pairOf(me, peer));
}

function pairOf(me: string, peer: string): string[] {
  return [me, peer].sort();
}
