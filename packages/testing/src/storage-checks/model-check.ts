import { memoryStorage, type OpenSpec, type StorageAdapter, TidemarkError } from '@tidemark/core';
import fc from 'fast-check';
import { same } from './assert.ts';
import type { StorageCheck, StorageHarness } from './harness.ts';
import { history, type Step } from './history.ts';
import { checkSpec } from './rows.ts';

export interface ModelCheckOptions {
  /** How many histories are tried. Default 60. */
  readonly runs?: number | undefined;
  /** Repeats the histories of an earlier run. */
  readonly seed?: number | undefined;
}

/**
 * Compares an adapter with the memory adapter over random histories of commits, guards, reads, bad requests and
 * restarts. A failure names the seed and the shortest history found that tells them apart.
 */
export function modelCheck(harness: StorageHarness, { runs = 60, seed }: ModelCheckOptions = {}): StorageCheck {
  return {
    name: '[STO-28] any history of commits, reads and restarts is answered as the memory adapter answers it',
    async run() {
      const property = fc.asyncProperty(history, (steps) => compare(harness, steps));
      await fc.assert(property, { numRuns: runs, ...(seed !== undefined && { seed }) });
    },
  };
}

async function compare(harness: StorageHarness, steps: readonly Step[]): Promise<void> {
  const { reopens = harness.capabilities.durable } = harness;
  const place = await harness.fresh();
  const model = memoryStorage();
  let subject = place.adapter();
  let spec: OpenSpec = checkSpec;
  await Promise.all([model.open(spec), subject.open(spec)]);
  try {
    for (const [i, step] of steps.entries()) {
      if (step.kind === 'restart') {
        if (!reopens) continue;
        spec = step.spec;
        await Promise.all([model.close(), subject.close()]);
        subject = place.adapter();
        await Promise.all([model.open(spec), subject.open(spec)]);
        continue;
      }
      same(await outcome(subject, step), await outcome(model, step), `step ${i} (${step.kind})`);
    }
    same(await everything(subject, spec), await everything(model, spec), 'all rows and entries at the end');
  } finally {
    await subject.close();
    await place.remove?.();
  }
}

/** What a step gives: its value, or the code it is refused with. */
async function outcome(storage: StorageAdapter, step: Exclude<Step, { kind: 'restart' }>): Promise<unknown> {
  try {
    if (step.kind === 'read') return await storage.read(step.reads);
    return await storage.commit(step.changes, step.guards, step.isStrict ? 'strict' : 'relaxed');
  } catch (error) {
    return { refused: TidemarkError.is(error) ? error.code : String(error) };
  }
}

async function everything(storage: StorageAdapter, { stores }: OpenSpec): Promise<readonly unknown[]> {
  return storage.read(
    stores.flatMap(({ name, indexes }) => [
      { store: name },
      ...Object.keys(indexes).flatMap((index) => [
        { store: name, index },
        { store: name, index, count: true as const },
      ]),
    ]),
  );
}
