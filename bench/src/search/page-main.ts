import { indexedDb } from '@tidemark/adapter-indexeddb';
import type { Measured } from '../local/trial.ts';
import { measureSearch } from './measure.ts';

declare global {
  /** What the page does when asked from outside. */
  var measureSearchHere: ((messages: number) => Promise<Measured>) | undefined;
}

const channel = new MessageChannel();

/** A task, without the 4 ms that timers wait. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(undefined);
  });
}

globalThis.measureSearchHere = (messages) => measureSearch({ storage: (name) => indexedDb(name), turn }, messages);
