import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Runs } from './run-seeds.ts';
import type { WorkerSetup } from './seed-worker-main.ts';

/** A thread that runs seeds, with modules of its own. */
export interface SeedWorker {
  /** Resolves with what the seeds came to, or with what ended the thread. One call at a time. */
  run(seeds: readonly number[]): Promise<Runs | Ended>;
  end(): Promise<void>;
}

export interface Ended {
  readonly ended: 'hung' | 'crashed';
  readonly why: string;
}

/** A machine ten times busier than ours still gets through what is asked for at once. */
const HANGS_AFTER_MS = 180_000;
const MAX_HEAP_MB = 1_500;
/** A whole run is garbage at its end: with room for several, hardly anything of it is ever copied. */
const YOUNG_HEAP_MB = 96;

/** Rejects when the modules do not load, or a patch does not fit. */
export async function startSeedWorker(setup: WorkerSetup, hangsAfterMs = HANGS_AFTER_MS): Promise<SeedWorker> {
  const worker = new Worker(new URL('./seed-worker-main.ts', import.meta.url), {
    workerData: setup,
    execArgv: ['--conditions=@tidemark/source'],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
  });
  await once(worker, 'message');
  const crashed = new Promise<Ended>((resolve) => {
    worker.on('error', (error) => resolve({ ended: 'crashed', why: String((error as Error).stack ?? error) }));
    worker.on('exit', (code) => resolve({ ended: 'crashed', why: `the thread ended with ${code}` }));
  });

  return {
    async run(seeds) {
      let timer: NodeJS.Timeout | undefined;
      const hung = new Promise<Ended>((resolve) => {
        const why = `no answer within ${hangsAfterMs / 1000} s`;
        timer = setTimeout(() => resolve({ ended: 'hung', why }), hangsAfterMs);
      });
      const answered = once(worker, 'message').then(([runs]) => runs as Runs);
      // Where the thread ends, nobody waits for its answer any more.
      answered.catch(() => undefined);
      worker.postMessage(seeds);
      const outcome = await Promise.race([answered, crashed, hung]);
      clearTimeout(timer);
      if ('ended' in outcome) await worker.terminate();
      return outcome;
    },
    async end() {
      await worker.terminate();
    },
  };
}
