import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Figure, spreadOf } from './figure.ts';
import { openClient } from './open-client.ts';
import { runChild } from './run-child.ts';
import type { Address } from './server-main.ts';

const CONVERSATIONS = 100;
const MESSAGES = 10_000;
const RUNS = 5;

/** From the call of `createClient` until the newest 50 of a conversation and the list are there, each in a new process. */
export async function measureColdStart(folder: string): Promise<readonly Figure[]> {
  const ours = join(folder, 'ann.db');
  const floor = join(folder, 'floor.db');
  const conversation = await fill(folder, ours);
  fillFloor(floor);
  const figures: Figure[] = [];
  for (const isWarm of [true, false]) {
    figures.push({
      name: `cold start, file ${isWarm ? 'in' : 'not in'} the page cache`,
      unit: 'ms',
      ours: { p50: await median('cold-client-main.ts', [ours, conversation], isWarm) },
      floor: {
        name: 'better-sqlite3 open, two queries',
        p50: await median('cold-floor-main.ts', [floor], isWarm),
      },
      mustBeBelow: 100,
    });
  }
  return figures;
}

async function median(module: string, args: readonly string[], isWarm: boolean): Promise<number> {
  const samples: number[] = [];
  for (let run = 0; run < RUNS + 1; run++) {
    if (!isWarm) forget(args[0] ?? '');
    const child = await runChild<number>(module, args);
    await child.stop();
    samples.push(child.report);
  }
  return spreadOf(samples.slice(1)).p50;
}

/** Takes the file out of the page cache, as after a restart of the machine. */
function forget(path: string): void {
  execFileSync('sync', [path]);
  execFileSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none']);
}

/** A device that has taken part in all of it. */
async function fill(folder: string, path: string): Promise<string> {
  const server = await runChild<Address>('server-main.ts', [join(folder, 'server')]);
  const client = await openClient('ann', path, server.report);
  const ids: string[] = [];
  for (let n = 0; n < CONVERSATIONS; n++) {
    const { id } = await client.conversations.create({ kind: 'group', title: `Crew ${n}`, members: [`bob-${n}`] });
    ids.push(id);
  }
  for (let n = 0; n < MESSAGES; n++) {
    const sent = client.messages.send(ids[n % CONVERSATIONS] ?? '', { text: `The tide is coming in: ${n}` });
    if (n % 500 === 499) await sent;
  }
  await client.flush();
  await client.close();
  await server.stop();
  return ids[CONVERSATIONS - 1] ?? '';
}

function fillFloor(path: string): void {
  const db = new Database(path);
  db.exec(`PRAGMA journal_mode = WAL;
    CREATE TABLE conversation (id INTEGER PRIMARY KEY, at INTEGER, body TEXT);
    CREATE INDEX by_activity ON conversation (at);
    CREATE TABLE message (conversation INTEGER, ord INTEGER, body TEXT, PRIMARY KEY (conversation, ord)) WITHOUT ROWID;
    BEGIN`);
  const addConversation = db.prepare('INSERT INTO conversation VALUES (?, ?, ?)');
  const addMessage = db.prepare('INSERT INTO message VALUES (?, ?, ?)');
  for (let n = 0; n < CONVERSATIONS; n++) addConversation.run(n, n, JSON.stringify({ title: `Crew ${n}` }));
  for (let n = 0; n < MESSAGES; n++) {
    const body = { id: crypto.randomUUID(), author: 'ann', at: n, body: { text: `The tide is coming in: ${n}` } };
    addMessage.run(n % CONVERSATIONS, 1 + Math.floor(n / CONVERSATIONS), JSON.stringify(body));
  }
  db.exec('COMMIT');
  db.close();
}
