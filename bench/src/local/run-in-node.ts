import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { medians } from './median.ts';
import type { Step } from './step.ts';
import type { Measured, Side, Trial } from './trial.ts';

/** Cold opens a round: each is one sample. */
const OPENS = 5;

/** Runs a trial in fresh processes over a fresh folder. */
export async function runInNode(side: Side, trial: Trial): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-local-'));
  const run = (part: Step['part']) => runChild(folder, { side, trial, part });
  try {
    if (trial.what === 'send' || trial.what === 'bulk') return await run('measure');
    await run('prepare');
    const runs: Measured[] = [];
    for (let n = 0; n < (trial.what === 'open' ? OPENS : 1); n++) runs.push(await run('measure'));
    return medians(runs);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runChild(folder: string, step: Step): Promise<Measured> {
  const child = fork(join(import.meta.dirname, 'node-main.ts'), [folder, JSON.stringify(step)]);
  let told: Measured | undefined;
  child.on('message', (message) => {
    told = message as Measured;
  });
  const [code] = await once(child, 'exit');
  if (told === undefined) throw new Error(`${JSON.stringify(step)} ended with ${code} and told nothing.`);
  return told;
}
