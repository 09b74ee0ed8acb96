import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Page } from 'playwright';
import type { Replica } from '../../replay/compare.ts';
import { replicaOf } from '../../replay/read-replicas.ts';
import { fromLines } from '../device/entry.ts';
import { createHistory } from '../device/history.ts';
import type { DevicePart } from '../device/part.ts';
import type { Browser } from './browser.ts';
import type { Device } from './device.ts';
import { until } from './until.ts';

export interface PageDevice extends Device {
  release(): Promise<void>;
}

const TIMEOUT_MS = 60_000;

/** A device with IndexedDB in a page. It notes by requests that it waits for. */
export async function createPageDevice(
  browser: Browser,
  folder: string,
  module: string,
  part: DevicePart,
): Promise<PageDevice> {
  const history = createHistory(part.user);
  const script = readFileSync(module);
  const diary = join(folder, `${part.user}.diary`);
  let page: Page | undefined;
  let starting: Promise<void> = Promise.resolve();

  const take = async (request: IncomingMessage): Promise<void> => {
    const lines = await text(request);
    appendFileSync(diary, lines);
    history.take(fromLines(lines));
  };
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    if (request.method === 'POST') return void take(request).finally(() => response.end());
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    if (isScript) response.end(script);
    else if (request.url === '/diary') response.end(existsSync(diary) ? readFileSync(diary) : '');
    else response.end('<!doctype html><title>faults</title><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  async function begin(fresh: Page): Promise<void> {
    await fresh.goto(url);
    await fresh.waitForFunction(() => globalThis.startDevice !== undefined);
    await fresh.evaluate((asked) => globalThis.startDevice?.(asked), part);
  }

  async function readRows(): Promise<Replica> {
    const rows = await page?.evaluate(() => globalThis.readDatabase?.());
    return replicaOf(part.user, rows?.[0] ?? [], rows?.[1] ?? []);
  }

  return {
    user: part.user,
    history,
    async start() {
      const fresh = await browser.context.newPage();
      fresh.setDefaultTimeout(TIMEOUT_MS);
      page = fresh;
      // A kill may come before it is up; that it never comes up is seen by its notes.
      starting = begin(fresh).catch(() => {});
    },
    async kill() {
      const dying = page;
      if (!dying) return;
      let isDead = false;
      dying.once('crash', () => {
        isDead = true;
      });
      // A page on its way from one renderer to the next may survive the first kill.
      await until('the renderer is gone', TIMEOUT_MS, () => {
        if (!isDead) browser.killRenderers();
        return isDead;
      });
      await starting;
      await dying.close();
    },
    async rest() {
      await page?.evaluate(() => globalThis.device?.rest());
    },
    async close() {
      await page?.evaluate(() => globalThis.device?.close());
    },
    replica: readRows,
    poll: () => {},
    async release() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
