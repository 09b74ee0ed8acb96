import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '@tidemark/server-reference';
import { SECRET } from '../journey/kit/token.ts';
import { NOWHERE, notes, openClient } from './open-client.ts';
import { FIXTURES } from './read-fixtures.ts';
import { tell } from './tell.ts';

// Writes a database in today's format, by real clients and a real server, and what it tells when it is opened offline:
//
//     npx node --conditions=@tidemark/source packages/testing/test/formats/make-fixture-main.ts schema-3
//
// Run it BEFORE the format changes, look at the .json, and commit both files. They are never written again.
const [name = ''] = process.argv.slice(2);
if (!/^schema-\d+[a-z]?$/.test(name)) throw new Error('name it schema-N after the version it is of (schema-1b, …)');
const target = join(FIXTURES, `${name}.db`);
if (existsSync(target)) throw new Error(`${target} exists; a fixture is never written again`);

const folder = mkdtempSync(join(tmpdir(), 'tidemark-fixture-'));
const path = join(folder, 'bob.db');
const server = await createServer({ data: join(folder, 'server'), port: 0, auth: { secret: SECRET } });
const url = `ws://127.0.0.1:${server.port}/sync`;

const ann = await openClient('ann', join(folder, 'ann.db'), url);
const { id } = await ann.conversations.create({ kind: 'group', title: 'Crew', members: ['bob'] });
const say = async (from: number, to: number) => {
  for (let n = from; n <= to; n++) await ann.messages.send(id, { text: `message ${n} 🌊` });
  await ann.flush();
};
await say(1, 20);

// Bob holds the newest page, reads it, and writes; then he looks away while much is said.
let bob = await openClient('bob', path, url);
await bob.whenSynced(id);
await bob.users.setProfile({ name: 'Bob' });
await bob.collection(notes).put('first', { text: 'confirmed', pinned: true });
await bob.messages.send(id, { text: 'from bob' });
await bob.flush();
await bob.close();
await say(21, 600);
bob = await openClient('bob', path, url);
await bob.whenSynced(id);
await bob.close();
await ann.close();
await server.close();

// Offline he writes on: none of this ever reached a server.
bob = await openClient('bob', path, NOWHERE);
// First, so that the crew has what was written last, and stands before it.
await bob.conversations.create({ kind: 'direct', members: ['eve'] });
await new Promise((resolve) => setTimeout(resolve, 20));
for (const text of ['unsent 1', 'unsent 2', 'unsent 3 \u{10ffff}']) await bob.messages.send(id, { text });
await bob.collection(notes).put('second', { text: 'unconfirmed', pinned: false });
await bob.close();

copyFileSync(path, target);
writeFileSync(target.replace(/db$/, 'json'), `${JSON.stringify(await tell(path, 'bob'), null, 2)}\n`);
rmSync(folder, { recursive: true });
console.log(`${target} written: look at its .json, and commit both`);
