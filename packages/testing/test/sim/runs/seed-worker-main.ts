import { parentPort, workerData } from 'node:worker_threads';
import type { Patch } from '../../../../../scripts/patch.ts';
import { patchModules } from '../mutants/patch-modules.ts';
import type { RunsOptions } from './run-seeds.ts';

/** What a worker is told once. Then it says `ready`, and answers every list of seeds with what they came to. */
export interface WorkerSetup extends RunsOptions {
  readonly patches: readonly Patch[];
}

const { patches, ...options } = workerData as WorkerSetup;
const { patched } = patchModules(patches);
// Not before: what is loaded earlier is not patched.
const { runSeeds } = await import('./run-seeds.ts');
// What is fetched when it is first needed, too (decision 0010).
await (await import('@tidemark/core')).preload();
const missed = patches.find(({ file }) => !patched.has(file));
if (missed) throw new Error(`The simulator does not load ${missed.file}: a mutant there shows nothing.`);

parentPort?.on('message', async (seeds: readonly number[]) => {
  parentPort?.postMessage(await runSeeds(seeds, options));
});
parentPort?.postMessage('ready');
