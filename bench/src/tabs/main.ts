import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createProgress } from '../../../scripts/progress.ts';
import { PUBLISHING, publish } from '../docs/publish.ts';
import { SECTIONS } from '../docs/sections.ts';
import { type Line, lineBetween } from '../local/line.ts';
import { medians } from '../local/median.ts';
import { tableOf } from '../local/print-lines.ts';
import { servePage } from '../local/serve-page.ts';
import type { Measured } from '../local/trial.ts';
import { measureTabs } from './measure.ts';

const TITLE = 'Five tabs in Chromium, beside a bare BroadcastChannel';

/** Measures how long it takes until other tabs show what one sends. No figure has a bound: it fails only where it breaks. */
export async function runTabs(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '3' },
      sends: { type: 'string', default: '500' },
      ...PUBLISHING,
    },
  });
  const begunMs = performance.now();
  const page = await servePage(join(import.meta.dirname, 'page-main.ts'));
  const progress = createProgress(process.stderr);
  const rounds: Measured[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    progress.tell(`round ${round + 1}: five tabs`);
    rounds.push(
      await measureTabs(page.url, Number(values.sends), round % 2 === 0 ? ['bare', 'ours'] : ['ours', 'bare']),
    );
  }
  progress.end();
  page.close();
  const lines = linesOf(medians(rounds));
  process.stdout.write(`${TITLE}\n${tableOf(lines)}\n\n`);
  const tables = [{ title: TITLE, lines }];
  publish(values, { section: SECTIONS.tabs, tables, told: lines, tookMs: performance.now() - begunMs });
  return lines.every(({ value }) => Number.isFinite(value));
}

function linesOf(found: Measured): readonly Line[] {
  const line = (name: string, who: string, at: string): Line =>
    lineBetween(
      { name, unit: 'ms' },
      found[`ours ${who} ${at}`] ?? Number.NaN,
      found[`bare ${who} ${at}`] ?? Number.NaN,
    );
  return [
    line('send in the leader → the other four', 'leader', 'P50'),
    line('   p99', 'leader', 'P99'),
    line('send in a follower → the other four', 'follower', 'P50'),
    line('   p99', 'follower', 'P99'),
  ];
}
