import type { Observed } from '@tidemark/core';
import { notes, openClient } from './open-client.ts';

/** What somebody sees who opens the database offline. */
export interface Told {
  readonly conversations: readonly { readonly title: string | undefined; readonly unread: number }[];
  readonly messages: readonly {
    readonly ord: number | undefined;
    readonly text: string | undefined;
    readonly delivery: string;
  }[];
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  readonly outbox: readonly string[];
  readonly notes: readonly unknown[];
}

/** Opens the file as a device without a network does, and tells what is there. */
export async function tell(path: string, user: string): Promise<Told> {
  const client = await openClient(user, path);
  try {
    const list = await now(client.conversations.observe({ limit: 10 }));
    const id = list.rows[0]?.id ?? 'none';
    const view = await now(client.messages.observe(id, { limit: 100 }));
    return {
      conversations: list.rows.map(({ title, unread }) => ({ title, unread })),
      messages: view.rows.map(({ ord, body, delivery }) => ({ ord, text: body.text, delivery })),
      gaps: view.gaps.map(({ from, to }) => ({ from, to })),
      outbox: (await now(client.outbox.observe())).map((op) => `${op.lane} ${op.collection} ${op.status}`).sort(),
      notes: (await now(client.collection(notes).observe())).rows.map(({ value }) => value),
    };
  } finally {
    await client.close();
  }
}

async function now<Value>(observed: Observed<Value>): Promise<Value> {
  for await (const value of observed) {
    observed.close();
    return value;
  }
  throw new Error('closed before there was a value');
}
