import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAlive, runStart, type Started } from '../test-support/run-start.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidemark-start-'));
const data = join(folder, 'data');
const running: Started[] = [];
const holders: Server[] = [];

function start(...args: string[]): Started {
  const started = runStart(args);
  running.push(started);
  return started;
}

/** Somebody else on a port of this machine; undefined where somebody is there already. */
function hold(port: number): Promise<number | undefined> {
  const holder = createServer();
  holders.push(holder);
  return new Promise((resolve) => {
    holder.once('error', () => resolve(undefined));
    holder.listen(port, '127.0.0.1', () => resolve((holder.address() as { port: number }).port));
  });
}

beforeAll(async () => {
  // Those it would take first: it must do without.
  await Promise.all([hold(4600), hold(4610)]);
});

afterAll(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  for (const holder of holders) holder.close();
  rmSync(folder, { recursive: true });
});

test('with its ports taken and no display it serves the page on others, and a signal ends all of it', async () => {
  const first = start('--data', data);
  const address = await first.address;
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/stage$/);
  expect(address).not.toContain(':4600/');
  expect(await (await fetch(address)).text()).toContain('<div id="stage">');
  const news = (await (await fetch(new URL('/control/server', address))).json()) as { kind: string; url: string };
  expect(news.kind).toBe('up');
  const offspring = first.offspring();
  expect(offspring.length).toBeGreaterThan(0);
  first.child.kill('SIGTERM');
  expect([await first.ended, first.err()]).toEqual([0, '']);
  expect(first.out()).toContain(data);
  expect(offspring.filter(isAlive)).toEqual([]);

  // Where it was, so that the browser finds what people wrote there; and nothing is built twice.
  const second = start('--data', data);
  expect(await second.address).toBe(address);
  expect(await (await fetch(new URL('/control/server', address))).json()).toMatchObject({ url: news.url });
  expect(second.out()).not.toContain('Building');

  const third = start('--data', data);
  expect(await third.ended).toBe(1);
  expect(third.err()).toMatch(
    /^The data folder \S+ is in use by another server\. Stop that one, or name another folder\.\n$/,
  );
  second.child.kill('SIGINT');
  expect([await second.ended, second.err()]).toEqual([0, '']);
});

test('killed itself, it leaves no server behind', async () => {
  const started = start('--data', data);
  await started.address;
  const offspring = started.offspring();
  expect(offspring.length).toBeGreaterThan(0);
  started.child.kill('SIGKILL');
  await started.ended;
  await expect.poll(() => offspring.filter(isAlive)).toEqual([]);
});

test('a signal while it builds ends that too, and leaves nothing half done', async () => {
  const fresh = join(folder, 'fresh');
  const started = start('--data', fresh);
  await expect.poll(started.out).toContain('Building');
  await expect.poll(() => started.offspring().length).toBeGreaterThan(1);
  const offspring = started.offspring();
  started.child.kill('SIGINT');
  expect([await started.ended, started.err()]).toEqual([0, '']);
  expect(offspring.filter(isAlive)).toEqual([]);
  expect(readdirSync(join(fresh, 'pages'))).toEqual([]);
});

test('a bad option is a sentence and code 2', async () => {
  const started = start('--prot', '80');
  expect(await started.ended).toBe(2);
  expect(started.err()).toBe("Unknown option '--prot'. See npm start -- --help.\n");
  expect(started.out()).toBe('');
});

test('a folder that is none, and a port that is taken, are a sentence and code 1', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const one = start('--data', file);
  const port = await hold(0);
  const other = start('--data', data, '--port', String(port));
  expect([await one.ended, await other.ended]).toEqual([1, 1]);
  expect(one.err()).toMatch(/file cannot be used for data: check the path and its permissions, or name another/);
  expect(other.err()).toBe(`Port ${port} is taken: name another with --port, or leave it out.\n`);
});
