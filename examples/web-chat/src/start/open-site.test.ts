import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openSite, type Site } from './open-site.ts';
import type { ServerState, Supervisor } from './supervisor.ts';

const pages = mkdtempSync(join(tmpdir(), 'tidemark-site-'));
const asked: string[] = [];
const listeners = new Set<() => void>();
let state: ServerState = { kind: 'up' };
let site: Site;

function become(next: ServerState): void {
  state = next;
  for (const listener of listeners) listener();
}

const server: Supervisor = {
  url: 'ws://127.0.0.1:4610/sync',
  port: 4610,
  state: () => state,
  subscribe(changed) {
    listeners.add(changed);
    return () => listeners.delete(changed);
  },
  kill(forMs) {
    asked.push(`kill ${forMs}`);
    return state.kind === 'up';
  },
  restart() {
    asked.push('restart');
    return false;
  },
  stop: () => Promise.resolve(),
};

beforeAll(async () => {
  mkdirSync(join(pages, 'assets'));
  for (const file of ['index.html', 'stage.html', 'service-worker.js', 'assets/chat-1a2b.js'])
    writeFileSync(join(pages, file), `${file} itself`);
  site = await openSite(0, { pages, history: 'second', server, now: () => 5_000, outageMs: 10_000 });
});
beforeEach(() => {
  asked.length = 0;
  state = { kind: 'up' };
});
afterAll(async () => {
  await site.close();
  rmSync(pages, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Not by `fetch`, which lets nobody set Host and Origin. */
function ask(method: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port: site.port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    asking.once('error', reject);
    asking.end();
  });
}

const ours = (): string => `http://127.0.0.1:${site.port}`;

test('its own page kills the server, for the time it is told to be gone', async () => {
  const { status, text } = await ask('POST', '/control/kill', { origin: ours() });
  expect([status, JSON.parse(text)]).toEqual([200, { done: true }]);
  expect(asked).toEqual(['kill 10000']);
});

test.each([
  ['another page', { origin: 'https://evil.example' }],
  ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
  ['a page without an origin', { origin: 'null' }],
  ['somebody who names none', {}],
])('%s kills nothing', async (_, headers) => {
  for (const path of ['/control/kill', '/control/restart'])
    expect(await ask('POST', path, headers as Record<string, string>)).toMatchObject({ status: 403 });
  expect(asked).toEqual([]);
});

test('a name that was made to mean this machine gets nothing, whatever its origin', async () => {
  const host = `evil.example:${site.port}`;
  expect((await ask('POST', '/control/kill', { host, origin: `http://${host}` })).status).toBe(403);
  expect((await ask('POST', '/control/kill', { host, origin: ours() })).status).toBe(403);
  expect((await ask('GET', '/control/server', { host })).status).toBe(403);
  expect(asked).toEqual([]);
});

test('nobody may read the news from another page', async () => {
  const { status, headers } = await ask('GET', '/control/server', { origin: 'https://evil.example' });
  expect([status, headers['access-control-allow-origin']]).toEqual([403, undefined]);
});

test('the news come as they happen, and end with the site', async () => {
  const other = await openSite(0, { pages, history: 'second', server, now: () => 5_000, outageMs: 10_000 });
  const events = await fetch(`http://127.0.0.1:${other.port}/control/events`);
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
  const url = server.url;
  const next = async (): Promise<unknown> => JSON.parse(((await reader?.read())?.value ?? '').slice('data: '.length));
  expect(await next()).toEqual({ kind: 'up', url, outageMs: 10_000 });
  become({ kind: 'killed', backAtMs: 12_000 });
  expect(await next()).toEqual({ kind: 'killed', url, outageMs: 10_000, backInMs: 7_000 });
  become({ kind: 'starting', why: 'Port 4610 is taken.' });
  expect(await next()).toEqual({ kind: 'starting', url, outageMs: 10_000, why: 'Port 4610 is taken.' });
  await other.close();
  await expect(reader?.read()).rejects.toThrow();
  await expect.poll(() => listeners.size).toBe(0);
});

test('files are kept by browsers only where their names tell their content', async () => {
  const cached = async (path: string): Promise<unknown> => (await ask('GET', path)).headers['cache-control'];
  expect(await cached('/assets/chat-1a2b.js')).toBe('public, max-age=31536000, immutable');
  for (const path of ['/stage', '/index.html', '/service-worker.js', '/assets/none.js', '/somewhere'])
    expect(await cached(path)).toBe('no-cache');
  expect(await cached('/control/server')).toBe('no-store');
  expect((await ask('GET', '/service-worker.js')).headers['content-type']).toContain('text/javascript');
});

test('places in the chat are the chat, and a file that is not there is missing', async () => {
  expect(await ask('GET', '/stage')).toMatchObject({ status: 200, text: 'stage.html itself' });
  expect(await ask('GET', '/somewhere')).toMatchObject({ status: 200, text: 'index.html itself' });
  expect(await ask('GET', '/assets/none.js')).toMatchObject({ status: 404 });
  expect(await ask('GET', '/../open-site.ts')).toMatchObject({ status: 404 });
});

test('the chat by itself is told where the server is', async () => {
  const { status, headers } = await ask('GET', '/?as=ann');
  expect([status, headers['location']]).toEqual([302, '/?as=ann&server=ws%3A%2F%2F127.0.0.1%3A4610%2Fsync']);
  expect(await ask('GET', '/?server=ws://x')).toMatchObject({ status: 200, text: 'index.html itself' });
});

test('a port that is taken is told by its code', async () => {
  await expect(
    openSite(site.port, { pages, history: 'second', server, now: () => 0, outageMs: 1 }),
  ).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});

test('a browser that was here under another history forgets it; one that is new, or was here before, keeps all', async () => {
  const cookie = (history: string) => ({ cookie: `tidemark-history-${site.port}=${history}` });
  const other = await ask('GET', '/stage', cookie('first'));
  expect(other.headers).toMatchObject({ 'clear-site-data': '"storage"' });
  expect(String(other.headers['set-cookie'])).toMatch(`tidemark-history-${site.port}=second;`);
  const { headers } = await ask('GET', '/stage');
  expect(headers).not.toHaveProperty('clear-site-data');
  expect(String(headers['set-cookie'])).toMatch('=second;');
  const same = await ask('GET', '/stage', cookie('second'));
  expect(same.headers).not.toHaveProperty('clear-site-data');
  expect(same.headers).not.toHaveProperty('set-cookie');
});
