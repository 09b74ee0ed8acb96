import { indexedDb } from '@tidemark/adapter-indexeddb';
import { createIndexedDbFloor } from './floor-indexeddb/create-floor.ts';
import { createOurs } from './ours/create-ours.ts';
import { runStep, type Step } from './step.ts';
import type { Measured } from './trial.ts';
import { turn } from './turn-in-page.ts';

declare global {
  /** What the page does when asked from outside. */
  var measureStep: ((step: Step) => Promise<Measured>) | undefined;
}

globalThis.measureStep = (step) =>
  runStep(
    step.side === 'ours' ? createOurs({ storage: (name) => indexedDb(name), turn }) : createIndexedDbFloor(turn),
    step,
  );
