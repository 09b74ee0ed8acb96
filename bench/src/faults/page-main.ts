import { indexedDb } from '@tidemark/adapter-indexeddb';
import type { Stored } from '@tidemark/core';
import { webSocket } from '@tidemark/transport-ws';
import { type Entry, fromLines, toLines } from './device/entry.ts';
import { createHistory } from './device/history.ts';
import type { DevicePart } from './device/part.ts';
import { type RunningDevice, runDevice } from './device/run-device.ts';

/** A device with IndexedDB in a page, whose renderer is to be killed at any moment. */

declare global {
  var startDevice: ((part: DevicePart) => Promise<void>) | undefined;
  var device: RunningDevice | undefined;
  /** After the end: the rows of the database. */
  var readDatabase: (() => Promise<readonly (readonly Stored[])[]>) | undefined;
}

const NAME = 'faults';
const STORES = [
  { name: 'messages', keyArity: 2, indexes: {}, clustered: true },
  { name: 'outbox', keyArity: 2, indexes: {} },
];

/** Synchronous, so that nothing goes on before it is noted outside of this process. */
function note(entries: readonly Entry[]): void {
  const request = new XMLHttpRequest();
  request.open('POST', '/diary', false);
  request.send(toLines(entries));
}

const failed = (error: unknown): void => note([{ is: 'broken', what: 'trouble', text: `page: ${String(error)}` }]);
addEventListener('error', ({ error }) => failed(error));
addEventListener('unhandledrejection', ({ reason }) => failed(reason));

globalThis.startDevice = async (part) => {
  const before = createHistory(part.user);
  before.take(fromLines(await (await fetch('/diary')).text()));
  const storage = indexedDb(NAME);
  globalThis.device = await runDevice({ part, storage, transport: webSocket(part.url), before, note });
};

globalThis.readDatabase = async () => {
  const storage = indexedDb(NAME);
  await storage.open({ name: 'tidemark', stores: STORES });
  const found = await storage.read([{ store: 'messages' }, { store: 'outbox' }]);
  await storage.close();
  return found as readonly (readonly Stored[])[];
};
