import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sqlite } from '@tidemark/adapter-sqlite';
import { chromium } from 'playwright';
import { CHROMIUM, CHROMIUM_ARGS } from '../local/chromium.ts';
import { servePage } from '../local/serve-page.ts';
import type { Measured } from '../local/trial.ts';
import { measureFts5 } from './floor-fts5.ts';
import { measureSearch } from './measure.ts';

/** The slowest answer of twenty, and what indexing may add to the bulk insert it accompanies. */
const P95_MS = { node: 20, browser: 50 };
const SHARE = 0.5;

/** Measures search. Resolves to false when a bound is broken. */
export async function runSearch(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      node: { type: 'boolean' },
      browser: { type: 'boolean' },
      messages: { type: 'string', default: '200000' },
    },
  });
  const messages = Number(values.messages);
  const both = values.node === values.browser;
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-search-'));
  let isKept = true;
  try {
    if (values.node || both) {
      tell('FTS5 (floor)', await measureFts5(join(folder, 'floor'), messages));
      const cpuMs = (): number => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;
      const device = { storage: (name: string) => sqlite(join(folder, `${name}.db`)), turn: () => turn(), cpuMs };
      isKept = judge('SQLite', await measureSearch(device, messages), P95_MS.node) && isKept;
    }
    if (values.browser || both)
      isKept = judge('IndexedDB', await inChromium(folder, messages), P95_MS.browser) && isKept;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return isKept;
}

function judge(name: string, measured: Measured, p95Ms: number): boolean {
  tell(name, measured);
  const { p95 = Number.NaN, share = Number.NaN } = measured;
  const isKept = p95 <= p95Ms && share <= SHARE;
  process.stdout.write(`  ${isKept ? 'ok' : 'MISSED'}: p95 ≤ ${p95Ms} ms, indexing ≤ ${SHARE} of the bulk insert\n`);
  return isKept;
}

function tell(name: string, measured: Measured): void {
  const figures = Object.entries(measured).map(([figure, value]) => `${figure} ${value.toFixed(2)}`);
  process.stdout.write(`${name.padEnd(14)}${figures.join(' · ')}\n`);
}

async function inChromium(folder: string, messages: number): Promise<Measured> {
  const page = await servePage(join(import.meta.dirname, 'page-main.ts'));
  const options = { executablePath: CHROMIUM, args: [...CHROMIUM_ARGS] };
  const browser = await chromium.launchPersistentContext(join(folder, 'profile'), options);
  try {
    const tab = await browser.newPage();
    await tab.goto(page.url);
    await tab.waitForFunction(() => globalThis.measureSearchHere !== undefined);
    return await tab.evaluate((count) => globalThis.measureSearchHere?.(count) ?? Promise.reject(), messages);
  } finally {
    await browser.close();
    page.close();
  }
}
