import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conversationStream } from '@tidemark/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { isType, joinLive } from './test-support/live-client.ts';
import { create, send, uuid7 } from './test-support/ops.ts';

const BIN = join(import.meta.dirname, 'bin.ts');
const stream = conversationStream('crew');

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-bin-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function spawnBin(args: readonly string[]): Omit<Running, 'url'> {
  const child = spawn(process.execPath, ['--conditions=@tidemark/source', BIN, ...args], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout?.on('data', (data) => (output += data));
  child.stderr?.on('data', (data) => (output += data));
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  return { child, output: () => output, ended };
}

async function startBin(data: string): Promise<Running> {
  const running = spawnBin(['--port', '0', '--data', data, '--dev']);
  const url = await new Promise<string>((resolve, reject) => {
    const look = (): void => {
      const found = /"url":"([^"]+)"/.exec(running.output())?.[1];
      if (found) resolve(found);
    };
    running.child.stdout?.on('data', look);
    running.child.on('close', () => reject(new Error(running.output())));
  });
  return { ...running, url };
}

async function tokenOf(url: string, user: string): Promise<string> {
  const route = url.replace('ws:', 'http:').replace('/sync', '/dev/token');
  const answer = await fetch(route, { method: 'POST', body: JSON.stringify({ user }) });
  return ((await answer.json()) as { token: string }).token;
}

const join2 = async (url: string, user: string) => joinLive(url, await tokenOf(url, user));

test('[PRO-7] a server killed under load has lost no acknowledged op, and the rest can be pushed again', async () => {
  const data = temporaryFolder();
  let running = await startBin(data);
  const alice = await join2(running.url, 'alice');
  await alice.push(create('crew', []));
  const ids = Array.from({ length: 3_000 }, () => uuid7());
  for (let n = 0; n < ids.length; n += 50) {
    alice.say({ type: 'push', ops: ids.slice(n, n + 50).map((opId) => send(stream, opId, { opId })) });
  }
  await alice.wait((frame): frame is never => frame.type === 'results' && frame.results.length > 1);
  running.child.kill('SIGKILL');
  await Promise.all([running.ended, alice.closed]);
  const acknowledged = new Map(
    alice.frames.flatMap((frame) =>
      frame.type === 'results'
        ? frame.results.flatMap((each) => ('ok' in each ? [[each.opId, each.ok] as const] : []))
        : [],
    ),
  );
  running = await startBin(data);
  const again = await join2(running.url, 'alice');
  again.say({ type: 'status', opIds: [...acknowledged.keys()].slice(0, 500) });
  const { results } = await again.wait(isType('results'));
  for (const result of results) {
    expect(result).toEqual({
      opId: result.opId,
      ok: { ...acknowledgedOk(acknowledged, result.opId), duplicate: true },
    });
  }
  for (let n = 0; n < ids.length; n += 250) {
    await again.push(...ids.slice(n, n + 250).map((opId) => send(stream, opId, { opId })));
  }
  again.say({ type: 'pull', id: 1, stream, want: { kind: 'newest', sinceRev: 0, marksRev: 0 }, limit: 1 });
  expect(await again.wait(isType('page'))).toMatchObject({ head: { ord: 3_000, rev: 3_002 } });
});

function acknowledgedOk(acknowledged: ReadonlyMap<string, object>, opId: string): object {
  const { from: _, rows: __, ...ok } = (acknowledged.get(opId) ?? {}) as { from?: number; rows?: unknown };
  return ok;
}

test('[PRO-5] SIGTERM says goaway, answers what was accepted, closes with 4503 and exits 0', async () => {
  const data = temporaryFolder();
  const running = await startBin(data);
  const alice = await join2(running.url, 'alice');
  await alice.push(create('crew', []));
  const ids = Array.from({ length: 1_000 }, () => uuid7());
  for (let n = 0; n < ids.length; n += 50) {
    alice.say({ type: 'push', ops: ids.slice(n, n + 50).map((opId) => send(stream, opId, { opId })) });
  }
  await alice.wait((frame): frame is never => frame.type === 'results' && frame.results.length > 1);
  running.child.kill('SIGTERM');
  expect(await alice.closed).toBe(4503);
  expect(await running.ended).toBe(0);
  expect(alice.frames.some(({ type }) => type === 'goaway')).toBe(true);
  const answers = new Map(
    alice.frames.flatMap((frame) =>
      frame.type === 'results'
        ? frame.results.map((each) => [each.opId, 'ok' in each ? 'ok' : each.error.code] as const)
        : [],
    ),
  );
  const taken = ids.filter((opId) => answers.get(opId) === 'ok');
  expect(taken.length).toBeGreaterThan(0);
  // A push that lay unread in the socket is unanswered, one read after the signal is refused: neither may be kept.
  expect(ids.slice(0, taken.length)).toEqual(taken);
  expect([...answers.values()].filter((code) => code !== 'ok' && code !== 'server/draining')).toEqual([]);
  const again = await join2((await startBin(data)).url, 'alice');
  again.say({ type: 'pull', id: 1, stream, want: { kind: 'newest', sinceRev: 0, marksRev: 0 }, limit: 1 });
  expect(await again.wait(isType('page'))).toMatchObject({ head: { ord: taken.length } });
});

test('[PRO-42] without a key or --dev the server does not start, and says what to do', async () => {
  const { ended, output } = spawnBin(['--port', '0', '--data', temporaryFolder()]);
  expect(await ended).toBe(1);
  expect(output()).toContain('options/invalid');
  expect(output()).toContain('--secret-file');
});

test('[PRO-42] a taken port ends the process with 1 and advice', async () => {
  const { url } = await startBin(temporaryFolder());
  const { ended, output } = spawnBin(['--port', new URL(url).port, '--data', temporaryFolder(), '--dev']);
  expect(await ended).toBe(1);
  expect(output()).toMatch(/Port \d+ on 127\.0\.0\.1 is taken.*\[server\/listen\]/);
});
