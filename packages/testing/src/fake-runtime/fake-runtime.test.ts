import { expect, test } from 'vitest';
import { createFakeProfile } from './fake-profile.ts';
import { createFakeRuntime } from './fake-runtime.ts';
import { createFakeTimers } from './fake-timers.ts';

test('[KIT-3] clocks of devices differ, drift and jump, and measured time is one', async () => {
  const timers = createFakeTimers();
  const right = createFakeRuntime({ timers, seed: 1, startMs: 1_000_000 });
  const wrong = createFakeRuntime({ timers, seed: 2, startMs: 500_000, drift: 0.5 });
  await timers.advance(1000);
  expect([right.clock.now(), wrong.clock.now()]).toEqual([1_001_000, 501_500]);
  right.clock.jump(-60_000);
  expect([right.clock.now(), right.clock.monotonicMs(), wrong.clock.monotonicMs()]).toEqual([941_000, 1000, 1000]);
});

test('[KIT-6] a halted device runs no timer, holds no lock and hears nothing', async () => {
  const timers = createFakeTimers();
  const profile = createFakeProfile();
  const [dead, live] = [1, 2].map((seed) => createFakeRuntime({ timers, seed, tab: profile.openTab() }));
  if (!dead || !live) throw new Error('unreachable');
  const log: string[] = [];
  const forever = new AbortController().signal;
  void dead.locks.request('lead', forever, () => new Promise(() => {}));
  void live.locks.request('lead', forever, async () => log.push('leads'));
  dead.openChannel('rows').subscribe(() => log.push('the dead heard'));
  for (const device of [dead, live]) device.timers.set(10, () => log.push(device === live ? 'rings' : 'the dead rang'));
  dead.halt();
  dead.timers.set(1, () => log.push('the dead rang'));
  live.openChannel('rows').post('hello');
  await timers.advance(100);
  expect(log).toEqual(['leads', 'rings']);
});

test('[KIT-6] network and visibility tell each change once', () => {
  const { network, visibility } = createFakeRuntime({ timers: createFakeTimers(), seed: 1 });
  const told: string[] = [];
  const leave = network.subscribe(() => told.push(`online ${network.isOnline()}`));
  visibility.subscribe(() => told.push(`visible ${visibility.isVisible()}`));
  for (const isOnline of [true, false, false, true]) network.setOnline(isOnline);
  leave();
  network.setOnline(false);
  visibility.setVisible(false);
  expect(told).toEqual(['online false', 'online true', 'visible false']);
});
