import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sqlite } from '../src/node-sqlite.ts';
import { spec, testFolder } from './on-disk.ts';

/** Runs a child to its end, or to its limit: then what it said tells where it stood still. */
async function outcomeOf(args: readonly string[]): Promise<{ said: string; ended: unknown }> {
  const child = spawn(process.execPath, ['--conditions=@tidemark/source', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  return { ended: await once(child, 'close'), said };
}

for (const driver of ['node:sqlite', 'better-sqlite3']) {
  test(`[STO-18, STO-21] processes that open a new file at once all work, and guards hold between them (${driver})`, async () => {
    const path = join(testFolder(), 'a.db');
    const script = join(import.meta.dirname, 'counting-child.ts');
    const outcomes = await Promise.all([0, 1, 2, 3].map((id) => outcomeOf([script, path, driver, String(id)])));
    const said = 'opens 25 50 75 100 closed ';
    expect(outcomes).toEqual(Array(4).fill({ said, ended: [0, null] }));
    const storage = sqlite(path);
    await storage.open(spec);
    const [[counter], messages, entries] = (await storage.read([
      { store: 'meta', get: [['counter']] },
      { store: 'messages', count: true },
      { store: 'messages', index: 'id', count: true },
    ])) as [[{ rev: number }], number, number];
    expect([counter.rev, messages, entries]).toEqual([400, 400, 400]);
    await storage.close();
  });
}
