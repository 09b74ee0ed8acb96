import { expect, test } from 'vitest';
import type { Host } from '../runtime/host.ts';
import { systemVisibility } from '../runtime/system-visibility.ts';
import { serviceWorkerSync } from './service-worker-sync.ts';

test('[BGS-2] nobody looks at a service worker: it leaves the lead to every visible page', () => {
  const isVisible = (host: object): boolean => systemVisibility(host as Host).isVisible();
  expect(isVisible({ WorkerGlobalScope: class {}, clients: {} })).toBe(false);
  expect(isVisible({ WorkerGlobalScope: class {} })).toBe(true);
});

test('[BGS-1] outside of a service worker it says so', () => {
  const open = () => Promise.reject(new Error('not opened'));
  expect(() => serviceWorkerSync({ open })).toThrow('options/invalid');
});
