import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, memoryStorage } from '@tidemark/core';
import { createServer, type TidemarkServer } from '@tidemark/server-reference';
import { webSocket } from '@tidemark/transport-ws';
import { build } from 'esbuild';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { CHROMIUM, CHROMIUM_ARGS } from '../local/chromium.ts';
import { quantileOf } from '../quantile.ts';
import { coldStartMs, noteFirstMessage, scrollFramesMs, sendMs } from './in-page.ts';
import { sdkBytes } from './sdk-bytes.ts';
import { serveChat } from './serve.ts';

const STARTS = 7;
const SENDS = 60;
const SCROLL_MS = 8_000;
const CONVERSATION = 'log';

/**
 * The web chat as it is shipped, in Chromium: the SDK's part of the first load, a cold start with 10,000 messages held,
 * send to visible with 100,000, and scrolling. It judges nothing.
 */
export async function runWebChat(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-bench-chat-'));
  const site = await serveChat(join(folder, 'dist'));
  const server = await createServer({ data: join(folder, 'data'), port: 0, devTokens: true, durability: 'relaxed' });
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: CHROMIUM,
    args: [...CHROMIUM_ARGS],
    viewport: { width: 1100, height: 720 },
  });
  try {
    const address = `${site.origin}/?${new URLSearchParams({ as: 'ann', server: server.url })}#/c/${CONVERSATION}`;
    console.log(`SDK, first load: ${((await sdkBytes()) / 1024).toFixed(1)} KiB min + gzip`);
    await write(server, 0, 10_000);
    await fill(context, site.origin, server);
    await measureStarts(await context.newPage(), address);
    await write(server, 10_000, 100_000);
    await fill(context, site.origin, server);
    await measureOpen(await context.newPage(), address);
  } finally {
    await context.close();
    await server.close();
    site.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return true;
}

async function measureStarts(page: Page, address: string): Promise<void> {
  await page.addInitScript(noteFirstMessage);
  const starts: number[] = [];
  for (let n = 0; n < STARTS; n++) starts.push(await coldStartMs(page, address));
  print('cold start, 10,000 held, to the first message', starts);
  await page.close();
}

async function measureOpen(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('article.message').first().waitFor();
  await page.getByText('Up to date').waitFor();
  const sends: { readonly inPage: number; readonly drawn: number }[] = [];
  for (let n = 0; n < SENDS; n++) sends.push(await sendMs(page, `typed ${n} ${crypto.randomUUID()}`));
  print(
    'send, 100,000 held, Enter to the message in the page',
    sends.map(({ inPage }) => inPage),
  );
  print(
    'send, 100,000 held, Enter to the message drawn',
    sends.map(({ drawn }) => drawn),
  );
  const frames = await scrollFramesMs(page, SCROLL_MS);
  print('scrolling upwards, between two frames', frames);
  const seconds = frames.reduce((sum, ms) => sum + ms, 0) / 1_000;
  console.log(
    `scrolling upwards: ${(frames.length / seconds).toFixed(1)} frames a second over ${frames.length * 50} px`,
  );
}

function print(what: string, ms: readonly number[]): void {
  const quantile = quantileOf(ms);
  const at = (share: number): string => quantile(share).toFixed(1);
  console.log(`${what}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, n ${ms.length}`);
}

/** Bob writes messages `from` to `to`, as quickly as they go. */
async function write({ url, issueDevToken }: TidemarkServer, from: number, to: number): Promise<void> {
  const client = await createClient({
    storage: memoryStorage(),
    transport: webSocket(url),
    auth: () => issueDevToken?.('bob') ?? '',
    user: 'bob',
    outbox: { ratePerSecond: 0 },
  });
  if (from === 0)
    await client.conversations.create({ id: CONVERSATION, kind: 'group', title: 'Log', members: ['ann'] });
  for (let at = from; at < to; at += 2_000) {
    const texts = Array.from({ length: Math.min(2_000, to - at) }, (_, n) => textOf(at + n));
    await Promise.all(texts.map((text) => client.messages.send(CONVERSATION, { text })));
    await client.flush({ withinMs: 120_000 });
  }
  await client.close();
}

const textOf = (n: number): string =>
  `Entry ${n} of the log${n % 3 === 0 ? ', with a few words more to fill a line or two' : ''}`;

/** The chat's own database in this browser holds all that the server has. */
async function fill(browser: BrowserContext, origin: string, { url, issueDevToken }: TidemarkServer): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'fill-main.ts')],
    bundle: true,
    format: 'iife',
    write: false,
    conditions: ['@tidemark/source'],
  });
  const page = await browser.newPage();
  await page.goto(`${origin}/icon.svg`);
  const token = (await issueDevToken?.('ann')) ?? '';
  await page.evaluate(outputFiles[0]?.text ?? '');
  await page.evaluate(
    ([address, secret]) =>
      (globalThis as unknown as { fill(a: string, t: string): Promise<void> }).fill(address, secret),
    [url, token] as const,
  );
  await page.close();
}
