import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createClient, createMemoryLink } from '@tidemark/core';
import { expect, onTestFinished, test } from 'vitest';
import { describeFile } from '../src/inspect/describe-file.ts';
import { inspectFile } from '../src/inspect/inspect-file.ts';
import { runInspect } from '../src/inspect/run-inspect.ts';
import { sqlite } from '../src/node-sqlite.ts';
import { testFolder } from './on-disk.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');

/** A copy of a file that a release wrote, alone in a folder. */
function copied(name = 'schema-2.db'): string {
  const path = join(testFolder(), name);
  copyFileSync(join(FIXTURES, name), path);
  return path;
}

function changed(change: (db: DatabaseSync) => void): string {
  const path = copied();
  const db = new DatabaseSync(path);
  change(db);
  db.close();
  return path;
}

/** The command, in this process: what it prints and how it exits. */
function run(...args: readonly string[]) {
  const printed = { out: '', err: '' };
  const add = (to: 'out' | 'err') => (text: string) => {
    printed[to] += text;
  };
  const status = runInspect(args, { out: add('out'), err: add('err') });
  return { status, ...printed };
}

for (const name of ['schema-1.db', 'schema-2.db'])
  test(`[SQL-9] ${name} is shown and left as it was, alone in its folder`, () => {
    const path = copied(name);
    const before = readFileSync(path);
    const found = inspectFile(path);
    expect(found.schemaVersion).toBe(Number(name[7]));
    expect(found.rows['outbox']).toBe(found.ops.length);
    expect(found.streams.length).toBeGreaterThan(0);
    expect(describeFile(found).join('\n')).toMatch(/^outbox: \d+ waiting, \d+ failed$/m);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(join(path, '..'))).toEqual([name]);
  });

test('[SQL-9] streams are shown with cursor, ranges, gaps and what is unread', () => {
  const { streams, user } = inspectFile(copied());
  const crew = streams.find(({ title }) => title === 'Crew');
  expect(crew).toMatchObject({ cursor: { rev: 605, ord: 601 }, unread: 580 });
  expect(crew?.ranges.map(({ from, to }) => [from, to])).toEqual([
    [16, 21],
    [597, 601],
  ]);
  expect(crew?.gaps).toEqual([
    { from: 1, to: 15 },
    { from: 22, to: 596 },
  ]);
  expect([user, streams.at(-1)]).toEqual(['bob', crew]);
});

test('[SQL-9] a client may have the file open: what it wrote last is shown', async () => {
  const path = join(testFolder(), 'a.db');
  const client = await createClient({
    storage: sqlite(path),
    transport: createMemoryLink().transport,
    auth: () => 'token',
    user: 'ann',
  });
  onTestFinished(() => client.close());
  const { id } = await client.conversations.create({ kind: 'group', title: 'Crew\u001b[2J', members: ['bob'] });
  await client.messages.send(id, { text: 'unsent' });
  const found = inspectFile(path);
  expect(found.user).toBe('ann');
  expect(found.ops.map(({ op, state }) => `${op.collection} ${state}`)).toEqual([
    'conversation queued',
    'message queued',
  ]);
  expect(describeFile(found).join('\n')).not.toContain('unsent');
  expect(describeFile({ ...found, user: 'a\u001b[2J' }).join('')).not.toContain('\u001b');
});

test('[SQL-10] what cannot be read is refused with a code, and left as it was', () => {
  const text = join(testFolder(), 'a.db');
  writeFileSync(text, 'this is not a database, it is a letter. '.repeat(500));
  const empty = join(testFolder(), 'a.db');
  writeFileSync(empty, '');
  const folder = join(testFolder(), 'a.db');
  mkdirSync(folder);
  const damaged = copied();
  const bytes = readFileSync(damaged);
  writeFileSync(damaged, bytes.fill(0x5a, 8_192, 40_960));
  const cases = {
    missing: join(testFolder(), 'a.db'),
    folder,
    text,
    empty,
    damaged,
    foreign: changed((db) => db.exec('PRAGMA application_id = 7')),
    layout: changed((db) => db.exec('PRAGMA user_version = 9')),
    schema: changed((db) => db.exec(`UPDATE meta SET body = '{"version":99}' WHERE id = '["schema"]'`)),
  };
  const codes = Object.entries(cases).map(([name, path]) => {
    try {
      return `${name} ${inspectFile(path).path}`;
    } catch (error) {
      return `${name} ${(error as { code?: string }).code}`;
    }
  });
  expect(codes).toEqual([
    'missing storage/unavailable',
    'folder storage/unavailable',
    'text storage/corrupt',
    'empty storage/corrupt',
    'damaged storage/corrupt',
    'foreign storage/corrupt',
    'layout storage/version',
    'schema storage/version',
  ]);
  expect(readFileSync(empty, 'utf8')).toBe('');
});

test('[SQL-10] the command prints text or JSON, and its exit code says what was wrong', () => {
  const path = copied();
  expect(run(path).out).toContain('Crew · 580 unread');
  expect(JSON.parse(run('--json', path).out)).toEqual(JSON.parse(JSON.stringify(inspectFile(path))));
  const newer = changed((db) => db.exec('PRAGMA user_version = 9'));
  const foreign = changed((db) => db.exec('PRAGMA application_id = 7'));
  const refused = [[newer], [foreign], [join(testFolder(), 'none')], [], ['--unknown', path]].map((args) =>
    run(...args),
  );
  expect(refused.map(({ status }) => status)).toEqual([4, 3, 1, 2, 2]);
  expect(refused[0]?.err).toContain('[storage/version]');
  expect(refused.every(({ out }) => out === '')).toBe(true);
});

test('[SQL-10] the command is a program of its own', () => {
  const bin = join(import.meta.dirname, '../src/bin.ts');
  const args = ['--conditions=@tidemark/source', bin, join(testFolder(), 'none')];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('[storage/unavailable]');
});
