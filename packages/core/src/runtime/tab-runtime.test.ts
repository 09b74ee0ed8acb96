import { createFakeRuntime, createFakeTimers } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { currentHost, type Host } from './host.ts';
import { hasTabs, tabRuntime } from './tab-runtime.ts';

const host = currentHost();
const page: Host = { ...host, document: { addEventListener() {}, removeEventListener() {} } };
const locks = { request: async () => undefined as never };

test('[TAB-15] tabs are of pages and workers with Web Locks; what an app gives counts anywhere', () => {
  const { locks: given, openChannel, isTab: _, ...device } = createFakeRuntime({ timers: createFakeTimers(), seed: 1 });
  expect(tabRuntime(device, { ...page, navigator: { locks } })?.locks).toBeDefined();
  expect(tabRuntime(device, { ...host, WorkerGlobalScope: {}, navigator: { locks } })?.locks).toBeDefined();
  expect(tabRuntime(device, { ...page, navigator: {} })).toBeUndefined();
  expect([hasTabs(page), hasTabs(host)]).toEqual([true, false]);
  // Node's own locks are of one process.
  expect(tabRuntime(device, { ...host, navigator: { locks } })).toBeUndefined();
  const ofApp = { ...device, locks: given, openChannel };
  expect(tabRuntime(ofApp, host)).toBeUndefined();
  expect(tabRuntime({ ...ofApp, isTab: true }, host)).toMatchObject({ locks: given, openChannel });
});
