import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandSeed } from '@tidemark/testing/simulator';
import { expect, test } from 'vitest';
import { explore } from './explore.ts';
import { FAULTS, FEATURES, tooRare } from './fault-counts.ts';
import { keepRegressions, readRegressions, runRegressions, strangeKinds } from './regressions.ts';

const SEEDS = Array.from({ length: 24 }, (_, n) => 4_000 + n);

test('[SIM-44] a seed comes to the same in any thread, whatever ran before it', async () => {
  const alone = await explore({ seeds: SEEDS, jobs: 1, digests: true });
  const reversed = await explore({ seeds: SEEDS.toReversed(), jobs: 2, digests: true });
  expect(alone.ran).toBe(SEEDS.length);
  expect(new Map(alone.digests)).toEqual(new Map(reversed.digests));
  expect(new Set(new Map(alone.digests).values()).size).toBe(SEEDS.length);
  expect(alone.befell).toEqual(reversed.befell);
});

test('[SIM-44] no seed is begun once the time is over', async () => {
  const runs = await explore({ seeds: SEEDS, jobs: 1, isOver: () => true });
  expect(runs.ran).toBe(0);
});

test('[SIM-45] a failing plan is kept once, and still says what it does', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'tidemark-sim-')), 'regressions.json');
  writeFileSync(file, '[]');
  const found = { name: 'SIM-1 seed 7', what: 'it hangs', seed: 7, plan: expandSeed(7) };
  keepRegressions([found], file);
  keepRegressions([found, { ...found, name: 'SIM-1 seed 8' }], file);
  expect(readRegressions(file).map(({ name }) => name)).toEqual(['SIM-1 seed 7', 'SIM-1 seed 8']);
  expect(readRegressions(file)[0]).toEqual(found);
  expect(readFileSync(file, 'utf8').endsWith(']\n')).toBe(true);
});

test('[SIM-45] a kept plan whose steps no kind runs any more fails, instead of showing nothing', async () => {
  const plan = { ...expandSeed(7), steps: [{ id: 0, atMs: 0, kind: 'levitate' }] };
  expect(strangeKinds(plan)).toEqual(['levitate']);
  const failed = await runRegressions([{ name: 'old', what: '', seed: 7, plan }]);
  expect(failed).toMatchObject([{ name: 'old', failure: { rule: 'plan', found: 'no step is called levitate' } }]);
  expect(readRegressions().flatMap((kept) => (kept.plan ? strangeKinds(kept.plan) : []))).toEqual([]);
});

test('[SIM-46] from 20,000 seeds on, a fault or a feature that was met too seldom is named', () => {
  const often = Object.fromEntries([...FAULTS, ...FEATURES].map((what) => [what, 1_000]));
  expect(FAULTS).toContain('die-after-commit');
  expect(tooRare(20_000, often)).toEqual([]);
  expect(tooRare(20_000, { ...often, cut: 999 })).toEqual(['cut']);
  expect(tooRare(20_000, { ...often, react: 199 })).toEqual(['react']);
  expect(tooRare(20_000, {})).toEqual([...FAULTS, ...FEATURES]);
  expect(tooRare(19_999, {})).toEqual([]);
});
