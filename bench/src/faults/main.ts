import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProgress } from '../../../scripts/progress.ts';
import { readOptions } from './options.ts';
import { type Row, verdictOf } from './row.ts';
import { runScenario } from './run-scenario.ts';
import { printRows } from './table.ts';
import { writeDocs } from './write-docs.ts';

/** Real processes, really killed, over real networks that fail: what the devices were promised, and what was kept. */

async function main(args: readonly string[]): Promise<boolean> {
  const options = readOptions(args);
  const { scenarios, seed, isQuick } = options;
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-faults-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Added now, so that it runs after what ends the processes that write there.
      process.on('exit', remove);
      process.exit(130);
    });
  }
  const begunMs = performance.now();
  const line = createProgress(process.stderr);
  const progress = {
    ...line,
    tell: (text: string): void => line.tell(`${clockOf(performance.now() - begunMs)} ${text}`),
  };
  const rows: Row[] = [];
  for (const scenario of scenarios) {
    const shared = { scenario, folder, seed, progress };
    rows.push(await runScenario({ ...shared, size: isQuick ? scenario.quick : scenario.full, isControl: false }));
    rows.push(await runScenario({ ...shared, size: scenario.control, isControl: true }));
  }
  progress.end();
  const tookMs = performance.now() - begunMs;
  console.log(`\n${printRows(rows)}\n`);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(rows, undefined, 2)}\n`);
  const failed = rows.filter((row) => verdictOf(row) !== undefined).length;
  if (options.docs !== undefined && failed === 0) writeDocs(options.docs, rows, tookMs);
  console.log(`${Math.round(tookMs / 1000)} s`);
  console.log(`${rows.length - failed} passed, ${failed} failed`);
  if (failed === 0) remove();
  else console.error(`Databases and logs of what went wrong: ${folder}`);
  return failed === 0;
}

/** As a clock has it: minutes and seconds. */
function clockOf(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

try {
  process.exit((await main(process.argv.slice(2))) ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
