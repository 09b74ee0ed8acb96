import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { printTable } from '../docs/table.ts';
import { CHROMIUM, CHROMIUM_ARGS } from '../local/chromium.ts';
import { medians } from '../local/median.ts';
import { servePage } from '../local/serve-page.ts';
import type { Measured } from '../local/trial.ts';

const SIZES = [50, 100, 200] as const;
/** How rows are cut is nothing an app may choose: the page that does lies with the adapter. */
const ENTRY = join(import.meta.dirname, '../../../packages/adapter-indexeddb/test/measure/page-main.ts');

declare global {
  /** What that page does when asked from outside. */
  var measurePagesHere: ((pageRows: number, messages: number) => Promise<Measured>) | undefined;
}

/** Measures pages of the IndexedDB adapter cut in three sizes, in turns, each in a browser of its own. It judges nothing. */
export async function runPages(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: 'string', default: '3' }, messages: { type: 'string', default: '100000' } },
  });
  const page = await servePage(ENTRY);
  const found = new Map<number, Measured[]>(SIZES.map((size) => [size, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [size, runs] of found) runs.push(await inChromium(page.url, size, Number(values.messages)));
  }
  page.close();
  const rows = [...found].map(([size, runs]) => {
    const { bulk = Number.NaN, ...times } = medians(runs);
    return [`${size}`, bulk.toFixed(0), ...Object.values(times).map((ms) => ms.toFixed(2))];
  });
  const head = ['rows a page', 'bulk ms', 'newest 57 ms', 'one ms', 'one by its id ms', 'rewrite one ms'];
  process.stdout.write(`${printTable([head, ...rows], () => false)}\n`);
  return true;
}

async function inChromium(url: string, pageRows: number, messages: number): Promise<Measured> {
  const profile = mkdtempSync(join(tmpdir(), 'tidemark-pages-'));
  const options = { executablePath: CHROMIUM, args: [...CHROMIUM_ARGS] };
  const browser = await chromium.launchPersistentContext(profile, options);
  try {
    const tab = await browser.newPage();
    await tab.goto(url);
    await tab.waitForFunction(() => globalThis.measurePagesHere !== undefined);
    return await tab.evaluate(
      ([rows, count]) => globalThis.measurePagesHere?.(rows, count) ?? Promise.reject(new Error('no page')),
      [pageRows, messages] as const,
    );
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
