import type { Failure } from './failure.ts';
import type { Runs } from './run-seeds.ts';
import { type SeedWorker, startSeedWorker } from './seed-worker.ts';
import type { WorkerSetup } from './seed-worker-main.ts';

export interface ExploreOptions {
  /** In the order they are to be run. */
  readonly seeds: Iterable<number>;
  readonly jobs: number;
  readonly digests?: boolean | undefined;
  /** No further seeds are begun once this says so. */
  readonly isOver?: (() => boolean) | undefined;
  readonly progressed?: ((soFar: Runs) => void) | undefined;
}

/** So many are handed to a worker at once: enough that handing over costs nothing, and few enough to tell progress. */
const CHUNK = 20;
const SETUP: WorkerSetup = { patches: [], digests: false, untilFailure: false };
const NOTHING: Runs = { ran: 0, events: 0, befell: {}, failures: [], digests: [] };

/** Runs seeds over several threads. What a seed comes to does not depend on its neighbours, nor on their number. */
export async function explore(options: ExploreOptions): Promise<Runs> {
  const { seeds, jobs, digests = false, isOver = () => false, progressed = () => {} } = options;
  const setup = { ...SETUP, digests };
  const left = seeds[Symbol.iterator]();
  let total = NOTHING;
  const add = (runs: Runs): void => {
    total = joined(total, runs);
    progressed(total);
  };

  async function work(): Promise<void> {
    let worker = await startSeedWorker(setup);
    for (let chunk = take(left, CHUNK); chunk.length > 0 && !isOver(); chunk = take(left, CHUNK)) {
      const runs = await worker.run(chunk);
      if ('ended' in runs) {
        add(await oneByOne(chunk, setup));
        worker = await startSeedWorker(setup);
      } else add(runs);
    }
    await worker.end();
  }

  await Promise.all(Array.from({ length: jobs }, work));
  return total;
}

/** A chunk in which something ended its thread: the others are run all the same. */
async function oneByOne(seeds: readonly number[], setup: WorkerSetup): Promise<Runs> {
  let total = NOTHING;
  let worker: SeedWorker | undefined;
  for (const seed of seeds) {
    worker ??= await startSeedWorker(setup);
    const runs = await worker.run([seed]);
    if ('ended' in runs) {
      worker = undefined;
      const failure: Failure = { seed, rule: runs.ended, found: runs.why };
      total = joined(total, { ...NOTHING, ran: 1, failures: [failure] });
    } else total = joined(total, runs);
  }
  await worker?.end();
  return total;
}

function take(left: Iterator<number>, most: number): readonly number[] {
  const taken: number[] = [];
  while (taken.length < most) {
    const next = left.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

function joined(one: Runs, other: Runs): Runs {
  const befell: Record<string, number> = { ...one.befell };
  for (const [what, times] of Object.entries(other.befell)) befell[what] = (befell[what] ?? 0) + times;
  return {
    ran: one.ran + other.ran,
    events: one.events + other.events,
    befell,
    failures: [...one.failures, ...other.failures].sort((a, b) => a.seed - b.seed),
    digests: [...one.digests, ...other.digests],
  };
}
