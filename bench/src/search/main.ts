import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sqlite } from '@tidemark/adapter-sqlite';
import { chromium } from 'playwright';
import { SECTIONS } from '../docs/sections.ts';
import { type Cells, markdownTable, printTable } from '../docs/table.ts';
import { writeSection } from '../docs/write-section.ts';
import { CHROMIUM, CHROMIUM_ARGS } from '../local/chromium.ts';
import { servePage } from '../local/serve-page.ts';
import type { Measured } from '../local/trial.ts';
import { measureFts5 } from './floor-fts5.ts';
import { measureSearch } from './measure.ts';

/** The slowest answer of twenty, and what indexing may add to the bulk insert it accompanies. */
const P95_MS = { node: 20, browser: 50 };
const SHARE = 0.5;

const PAGE = join(import.meta.dirname, '../../../docs/performance.md');

interface Line {
  readonly store: string;
  readonly measured: Measured;
  /** Absent: it is the floor. */
  readonly p95Ms?: number;
}

/** Measures search. Resolves to false when a bound is broken. */
export async function runSearch(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      node: { type: 'boolean' },
      browser: { type: 'boolean' },
      messages: { type: 'string', default: '200000' },
      json: { type: 'boolean', default: false },
      docs: { type: 'boolean', default: false },
    },
  });
  const messages = Number(values.messages);
  const both = values.node === values.browser;
  const begunMs = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-search-'));
  const lines: Line[] = [];
  try {
    if (values.node || both) {
      lines.push({ store: 'FTS5 (floor)', measured: await measureFts5(join(folder, 'floor'), messages) });
      const cpuMs = (): number => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;
      const device = { storage: (name: string) => sqlite(join(folder, `${name}.db`)), turn: () => turn(), cpuMs };
      lines.push({ store: 'SQLite', measured: await measureSearch(device, messages), p95Ms: P95_MS.node });
    }
    if (values.browser || both)
      lines.push({ store: 'IndexedDB', measured: await inChromium(folder, messages), p95Ms: P95_MS.browser });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const sameHits = new Set(lines.map(({ measured }) => measured['hits'])).size === 1;
  const isKept = sameHits && lines.every(holds);
  const cells = cellsOf(lines);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ messages, lines, isKept })}\n`
      : `${printTable(cells, (column) => column === 0)}\n`,
  );
  const held = `${messages.toLocaleString('en')} messages in 100 conversations, 800 searches.`;
  if (values.docs)
    writeSection(PAGE, SECTIONS.search, `${held}\n\n${markdownTable(cells)}`, performance.now() - begunMs);
  return isKept;
}

function holds({ measured: { p95 = Number.NaN, share = Number.NaN }, p95Ms }: Line): boolean {
  return p95Ms === undefined || (p95 <= p95Ms && share <= SHARE);
}

function cellsOf(lines: readonly Line[]): Cells {
  const row = (line: Line): readonly string[] => {
    const { store, measured, p95Ms } = line;
    const ms = (figure: string): string => (figure in measured ? `${measured[figure]?.toFixed(1)} ms` : '');
    const must = `p95 ≤ ${p95Ms} ms, share ≤ ${SHARE}: ${holds(line) ? 'ok' : 'MISSED'}`;
    return [
      store,
      ms('plain'),
      ms('indexing'),
      measured['share']?.toFixed(2) ?? '',
      ...['first', 'p50', 'p95', 'max'].map(ms),
      measured['hits']?.toFixed(2) ?? '',
      p95Ms === undefined ? '' : must,
    ];
  };
  return [
    ['', 'bulk insert', 'indexing', 'share', 'first search', 'p50', 'p95', 'slowest', 'hits', 'must'],
    ...lines.map(row),
  ];
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
