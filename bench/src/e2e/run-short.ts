import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProgress } from '../../../scripts/progress.ts';
import { printTable } from '../docs/table.ts';
import type { Measured } from '../local/trial.ts';
import { openCatchUp } from './catch-up-again.ts';
import { FLOORS, OURS } from './contender.ts';
import { type Rounds, roundsKey } from './measure.ts';
import { type Checked, checkedCells, checkRatios, type Recorded } from './regress.ts';
import { openStage } from './stage.ts';

const RECORDED = join(import.meta.dirname, 'recorded.json');
/** Where a figure is behind, as many rounds again: the more there are, the likelier both sides had an undisturbed one. */
const ROUNDS = 8;
const MOST_ROUNDS = 24;
const WORKLOAD = 'away';

/**
 * A smoke test for noisy machines: warm processes of both sides, pieces of a second in turns, ratios only, the best piece
 * of each side. Resolves to false when one fell behind what is recorded; `record` writes down what it is now.
 */
export async function runShort(record: boolean): Promise<boolean> {
  const recorded = JSON.parse(readFileSync(RECORDED, 'utf8')) as readonly Recorded[];
  const begunMs = performance.now();
  const check = (rounds: Rounds): readonly Checked[] => checkRatios(recorded, rounds);
  const lines = check(await measureInTurns((rounds) => check(rounds).some(({ isBehind }) => isBehind)));
  const tookS = Math.round((performance.now() - begunMs) / 1000);
  process.stdout.write(`${printTable(checkedCells(lines), (column) => column === 0)}\n${tookS} s\n`);
  if (record) {
    const now = recorded.map((line, i) => ({ ...line, ratio: Number((lines[i]?.now ?? line.ratio).toPrecision(3)) }));
    writeFileSync(RECORDED, `${JSON.stringify(now, null, 2)}\n`);
  }
  return lines.every(({ isBehind }) => !isBehind);
}

async function measureInTurns(isBehind: (rounds: Rounds) => boolean): Promise<Rounds> {
  const contenders = [OURS, FLOORS.full];
  const stages = [];
  const found = new Map<string, Measured[]>();
  const progress = createProgress(process.stderr);
  try {
    for (const contender of contenders) {
      const stage = await openStage({ contender });
      stages.push({ contender, stage, catchUp: await openCatchUp(stage) });
    }
    for (let round = 0; round < MOST_ROUNDS; round++) {
      if (round > 0 && round % ROUNDS === 0 && !isBehind(found)) break;
      progress.tell(`round ${round + 1} of ${MOST_ROUNDS} at most`);
      for (const { contender, catchUp } of round % 2 === 0 ? stages : stages.toReversed()) {
        const key = roundsKey(WORKLOAD, contender.name);
        found.set(key, [...(found.get(key) ?? []), await catchUp()]);
      }
    }
  } finally {
    progress.end();
    for (const { stage } of stages) await stage.close();
  }
  return found;
}
