import { indexedDb } from '@tidemark/adapter-indexeddb';
import { createIndexedDbFloor } from './floor-indexeddb/create-floor.ts';
import { createOurs } from './ours/create-ours.ts';
import { runStep, type Step } from './step.ts';
import type { Measured } from './trial.ts';

declare global {
  /** What the page does when asked from outside. */
  var measureStep: ((step: Step) => Promise<Measured>) | undefined;
}

const channel = new MessageChannel();

/** A task, without the 4 ms that timers wait. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(undefined);
  });
}

globalThis.measureStep = (step) =>
  runStep(
    step.side === 'ours' ? createOurs({ storage: (name) => indexedDb(name), turn }) : createIndexedDbFloor(turn),
    step,
  );
