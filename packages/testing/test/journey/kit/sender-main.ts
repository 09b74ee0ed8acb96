/** A device in a process of its own: sends m1, m2, … up to COUNT, going on where its database ends. */
import { sqlite } from '@tidemark/adapter-sqlite';
import { createClient } from '@tidemark/core';
import { webSocket } from '@tidemark/transport-ws';
import { say } from './say.ts';
import { signToken } from './token.ts';

const [path = '', url = '', conversation = '', count = ''] = process.argv.slice(2);

const client = await createClient({
  storage: sqlite(path),
  transport: webSocket(url),
  auth: () => signToken({ sub: 'ann' }),
  user: 'ann',
  outbox: { retryBaseMs: 20, retryMaxMs: 100, ratePerSecond: 0 },
});
const window = client.messages.observe(conversation, { limit: Number(count) });
const told = new Map<string, string>();
const first = new Promise<void>((resolve) => {
  window.subscribe(() => {
    for (const { body, delivery } of window.getSnapshot()?.rows ?? []) {
      const text = body.text ?? '';
      if (told.get(text) === delivery) continue;
      told.set(text, delivery);
      say(['seen', text, delivery]);
    }
    resolve();
  });
});
await first;
if (!(await client.conversations.get(conversation)))
  await client.conversations.create({ id: conversation, kind: 'direct', members: ['bob'] });
for (let n = told.size + 1; n <= Number(count); n++) {
  const { body } = await client.messages.send(conversation, { text: `m${n}` });
  say(['durable', body.text ?? '']);
}
