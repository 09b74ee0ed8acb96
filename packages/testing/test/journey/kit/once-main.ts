/** A device in a process of its own: sends one message, closes, and should end. */
import { sqlite } from '@tidemark/adapter-sqlite';
import { createClient } from '@tidemark/core';
import { webSocket } from '@tidemark/transport-ws';
import { signToken } from './token.ts';

const [path = '', url = ''] = process.argv.slice(2);
const say = (what: string): boolean => process.stdout.write(`${JSON.stringify(what)}\n`);

const client = await createClient({
  storage: sqlite(path),
  transport: webSocket(url),
  auth: () => signToken({ sub: 'ann' }),
  user: 'ann',
});
const { id } = await client.conversations.create({ kind: 'direct', members: ['bob'] });
await client.messages.send(id, { text: 'Ahoy' });
await client.flush();
say('sent');
await client.close();
say('closed');
