import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createServer, type TidemarkServer } from '@tidemark/server-reference';
import { type Browser, chromium, type Page } from 'playwright';
import { preview } from 'vite';
import { inject } from 'vitest';
import { PATIENCE } from './chat.ts';

const configFile = join(import.meta.dirname, '../../vite.config.ts');
/** The least that a chat needs, and easily too little for one message. */
const BODY_BYTES = 4_000;

/** The built chat on its own origin, a sync server that may go and come back, and a browser. */
export interface Site {
  readonly browser: Browser;
  readonly server: { stop(): Promise<void>; start(): Promise<void>; readonly httpUrl: () => string };
  /** Where somebody has the chat open; `hash` names the conversation. */
  address(user: string, hash?: string): string;
  /** Somebody's own browser profile, with the chat open in it. */
  open(user: string, options?: Parameters<Browser['newContext']>[0]): Promise<Page>;
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-web-chat-'));
  const outDir = join(folder, 'dist');
  await build(outDir);
  let running: TidemarkServer | undefined;
  let port = 0;

  async function start(): Promise<void> {
    const limits = { bodyBytes: BODY_BYTES, heartbeatMs: 1_000 };
    running = await createServer({ data: join(folder, 'data'), port, devTokens: true, durability: 'relaxed', limits });
    port = running.port;
  }
  async function stop(): Promise<void> {
    await running?.close();
    running = undefined;
  }

  await start();
  const served = await preview({ configFile, build: { outDir }, preview: { port: 0, host: '127.0.0.1', proxy: {} } });
  const { port: pagePort } = served.httpServer.address() as { port: number };
  const browser = await chromium.launch({ ...inject('chromium'), timeout: 0 });

  const address = (user: string, hash = ''): string => {
    const query = new URLSearchParams({ as: user, server: `ws://127.0.0.1:${port}/sync` });
    return `http://127.0.0.1:${pagePort}/?${query}${hash}`;
  };

  return {
    browser,
    server: { start, stop, httpUrl: () => `http://127.0.0.1:${port}` },
    address,
    async open(user, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1100, height: 720 }, ...options });
      context.setDefaultTimeout(PATIENCE.timeout);
      const page = await context.newPage();
      await page.goto(address(user));
      return page;
    },
    async close() {
      await browser.close();
      await served.close();
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** In a process of its own: here NODE_ENV says `test`, and React and the chat would be built for that. */
async function build(outDir: string): Promise<void> {
  const vite = join(import.meta.dirname, '../../../../node_modules/vite/bin/vite.js');
  const env = { ...process.env, NODE_ENV: 'production' };
  const args = [vite, 'build', '--config', configFile, '--outDir', outDir, '--emptyOutDir', '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, args, { env });
}
