import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { TidemarkError } from '@tidemark/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { send } from '../test-support/ops.ts';
import { createVirtualRuntime } from '../test-support/virtual-runtime.ts';
import { openConversation, openWorld } from '../test-support/world.ts';
import { holdDataFolder } from './data-folder.ts';
import { openSqliteLog, type SqliteLog } from './sqlite-log.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-server-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let epochs = 0;
const newEpoch = (): string => `e${++epochs}`;

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return TidemarkError.is(error) ? `${error.code}: ${error.message}` : String(error);
  }
  return 'nothing was thrown';
}

/** Opens the folder as a server does, and closes it as one does. */
async function inFolder<Result>(folder: string, use: (log: SqliteLog) => Promise<Result>): Promise<Result> {
  const held = holdDataFolder(folder);
  const log = openSqliteLog({ path: held.databasePath, knownGeneration: held.generation, newEpoch });
  held.rememberGeneration(log.generation);
  try {
    return await use(log);
  } finally {
    held.rememberGeneration(log.endGeneration());
    await log.close();
    held.release();
  }
}

test('[PRO-7] what was acknowledged is there after a restart, with its epoch', async () => {
  const folder = temporaryFolder();
  const [epoch, ok] = await inFolder(folder, async (log) => {
    const { alice, stream } = await openConversation(openWorld({ log }), 'bob');
    const [result] = await alice.push(send(stream, 'ahoy'));
    return [log.epoch, result];
  });
  await inFolder(folder, async (log) => {
    const bob = await openWorld({ log }).join('bob');
    const page = await bob.pull('conversation:crew', { kind: 'newest', sinceRev: 0, marksRev: 0 });
    expect(page).toMatchObject({ epoch, head: { rev: 4 }, rows: [{ body: { text: 'ahoy' } }, {}, {}, {}] });
    expect(ok).toMatchObject({ ok: { epoch, rev: 4 } });
  });
});

test('[PRO-13] a database older than what the folder remembers has a new history in every stream', async () => {
  const folder = temporaryFolder();
  const backup = join(folder, 'backup');
  await inFolder(folder, async (log) => {
    await openConversation(openWorld({ log }), 'bob');
    const db = new DatabaseSync(join(folder, 'tidemark.sqlite'));
    db.exec(`vacuum into '${backup}'`);
    db.close();
  });
  const before = await inFolder(folder, async (log) => log.epoch);
  copyFileSync(backup, join(folder, 'tidemark.sqlite'));
  await inFolder(folder, async (log) => {
    expect(log.wasRestored).toBe(true);
    const world = openWorld({ log });
    const bob = await world.join('bob', {
      cursors: ['conversation:crew' as const, 'user:bob' as const].map((stream) => ({
        stream,
        epoch: before,
        rev: 1,
        marksRev: 0,
      })),
    });
    expect(bob.of('welcome')[0]?.epoch).not.toBe(before);
    expect(bob.of('reset').map(({ stream, why }) => [stream, why])).toEqual([
      ['conversation:crew', 'epoch'],
      ['user:bob', 'epoch'],
    ]);
  });
  await inFolder(folder, async (log) => expect(log.wasRestored).toBe(false));
});

test('[PRO-15] the highest time committed outlives the process', async () => {
  const folder = temporaryFolder();
  const at = await inFolder(folder, async (log) => {
    const world = openWorld({ log, runtime: createVirtualRuntime(1_800_000_000_000) });
    await openConversation(world);
    return world.runtime.now();
  });
  await inFolder(folder, async (log) => expect(log.lastAt).toBe(at));
});

test('[PRO-42] a file that is no database, or another program’s, is refused with advice and left as it was', () => {
  const path = join(temporaryFolder(), 'tidemark.sqlite');
  writeFileSync(path, 'not a database, but long enough to look at '.repeat(100));
  expect(codeOf(() => openSqliteLog({ path, newEpoch }))).toMatch(/^server\/data: .*is not a database\. Move it away/);
  const other = join(temporaryFolder(), 'other.sqlite');
  const db = new DatabaseSync(other);
  db.exec('create table contacts (name text); pragma user_version = 3');
  db.close();
  expect(codeOf(() => openSqliteLog({ path: other, newEpoch }))).toContain('a database of something else');
  expect(new DatabaseSync(other).prepare('pragma user_version').get()).toEqual({ user_version: 3 });
});

test('[PRO-42] a database of a newer schema is refused and left as it was', async () => {
  const path = join(temporaryFolder(), 'tidemark.sqlite');
  await openSqliteLog({ path, newEpoch }).close();
  const db = new DatabaseSync(path);
  db.exec('pragma user_version = 99');
  db.close();
  expect(codeOf(() => openSqliteLog({ path, newEpoch }))).toContain('written by a newer version');
});

test('[PRO-42] a folder that is a file, or that another server holds, is refused with advice', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(codeOf(() => holdDataFolder(file))).toMatch(/^server\/data: .*not a folder/);
  const held = holdDataFolder(join(folder, 'data'));
  expect(codeOf(() => holdDataFolder(join(folder, 'data')))).toMatch(/^server\/data: .*in use by another server/);
  held.release();
  holdDataFolder(join(folder, 'data')).release();
});

test('[PRO-7] bodies are readable with the sqlite3 shell', async () => {
  const folder = temporaryFolder();
  await inFolder(folder, async (log) => {
    const { alice, stream } = await openConversation(openWorld({ log }));
    await alice.push(send(stream, 'ahoy'));
    const db = new DatabaseSync(join(folder, 'tidemark.sqlite'), { readOnly: true });
    expect(db.prepare('select ord, author, body from messages').get()).toEqual({
      ord: 1,
      author: 'alice',
      body: '{"text":"ahoy"}',
    });
    db.close();
  });
});
