import { TidemarkError } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { systemRuntime } from './default-runtime.ts';
import type { Host, HostEvent } from './host.ts';
import { systemChannel } from './system-channel.ts';
import { systemIdle } from './system-idle.ts';
import { systemLocks } from './system-locks.ts';
import { systemNetwork } from './system-network.ts';
import { systemRandom } from './system-random.ts';
import { systemTimers } from './system-timers.ts';
import { systemVisibility } from './system-visibility.ts';

/** A host that has timers and nothing else. */
const bare: Host = {
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
  queueMicrotask,
};

function eventTarget() {
  const listeners = new Set<readonly [string, (event: HostEvent) => void]>();
  return {
    listeners,
    addEventListener: (type: string, listener: (event: HostEvent) => void) => void listeners.add([type, listener]),
    removeEventListener(type: string, listener: (event: HostEvent) => void) {
      for (const entry of listeners) if (entry[0] === type && entry[1] === listener) listeners.delete(entry);
    },
    fire(type: string, event: HostEvent = {}) {
      for (const [wanted, listener] of listeners) if (wanted === type) listener(event);
    },
  };
}

test('[RUN-3] the runtime of Node tells time, waits, draws bytes and excludes', async () => {
  const { clock, timers, random, locks, network, visibility } = systemRuntime();
  const startMs = clock.monotonicMs();
  await new Promise<void>((resolve) => timers.set(1, resolve));
  expect(clock.monotonicMs()).toBeGreaterThanOrEqual(startMs);
  const [before, shown, after] = [Date.now(), clock.now(), Date.now()];
  expect(before <= shown && shown <= after).toBe(true);
  expect(
    random
      .fill(new Uint8Array(100_000))
      .subarray(-32)
      .some((byte) => byte > 0),
  ).toBe(true);
  expect(await locks.request('a', new AbortController().signal, async () => 'held')).toBe('held');
  expect([network.isOnline(), visibility.isVisible()]).toEqual([true, true]);
});

test('[RUN-3] without crypto.getRandomValues there are no ids, and an error says so', () => {
  expect(() => systemRandom(bare)).toThrowError(
    expect.toSatisfy((error: unknown) => TidemarkError.is(error, 'options/invalid')),
  );
});

test('[RUN-3] a delay longer than the host can hold is cut, not dropped', () => {
  const delays: number[] = [];
  const timers = systemTimers({ ...bare, setTimeout: (_run, delayMs) => delays.push(delayMs) });
  timers.set(2 ** 40, () => {});
  timers.set(5, () => {});
  expect(delays).toEqual([2 ** 31 - 1, 5]);
});

test('[RUN-3] the network is what the browser says, and on elsewhere', () => {
  const events = eventTarget();
  const host = { ...bare, ...events, navigator: { onLine: false } };
  const network = systemNetwork(host);
  let told = 0;
  const end = network.subscribe(() => told++);
  host.navigator.onLine = true;
  events.fire('online');
  events.fire('offline');
  expect([network.isOnline(), told]).toEqual([true, 2]);
  end();
  expect(events.listeners.size).toBe(0);
  expect(systemNetwork(bare).isOnline()).toBe(true);
});

test('[RUN-3] a page is visible as its document says, and always where there is none', () => {
  const page = eventTarget();
  const document = { ...eventTarget(), visibilityState: 'hidden' };
  const visibility = systemVisibility({ ...bare, ...page, document });
  let told = 0;
  const end = visibility.subscribe(() => told++);
  document.fire('visibilitychange');
  page.fire('pageshow', { persisted: false });
  page.fire('pageshow', { persisted: true });
  expect([visibility.isVisible(), told]).toEqual([false, 2]);
  end();
  expect([page.listeners.size, document.listeners.size]).toEqual([0, 0]);
  expect(systemVisibility(bare).isVisible()).toBe(true);
});

for (const [where, host] of [
  ['with Web Locks', globalThis as unknown as Host],
  ['without Web Locks', bare],
] as const) {
  test(`[RUN-4] locks are held by one, in order, across runtimes, ${where}`, async () => {
    const story: string[] = [];
    const turn = (name: string) => async () => {
      story.push(`${name}+`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      story.push(`${name}-`);
      if (name === 'b') throw new Error('b failed');
    };
    const { signal } = new AbortController();
    const [one, other] = [systemLocks(host), systemLocks(host)];
    const requests = [
      one.request('order', signal, turn('a')),
      other.request('order', signal, turn('b')),
      one.request('order', signal, turn('c')),
    ];
    const outcomes = await Promise.allSettled(requests);
    expect(story).toEqual(['a+', 'a-', 'b+', 'b-', 'c+', 'c-']);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  test(`[RUN-4] an abort ends the wait for a lock, not its holding, ${where}`, async () => {
    const locks = systemLocks(host);
    const [holder, waiter] = [new AbortController(), new AbortController()];
    let release: (() => void) | undefined;
    const held = locks.request('abort', holder.signal, () => new Promise<void>((resolve) => (release = resolve)));
    const waiting = locks.request('abort', waiter.signal, async () => 'never');
    const next = locks.request('abort', new AbortController().signal, async () => 'next');
    await expect.poll(() => release).toBeDefined();
    waiter.abort('enough');
    holder.abort('too late');
    await expect(waiting).rejects.toBe('enough');
    await expect(locks.request('free', waiter.signal, async () => 'never')).rejects.toBe('enough');
    release?.();
    expect(await Promise.all([held, next])).toEqual([undefined, 'next']);
  });
}

test('[RUN-5] a channel reaches the others of its name, never itself, and nobody once closed', async () => {
  const open = systemChannel(globalThis as unknown as Host);
  const [one, other] = [open('run-5'), open('run-5')];
  const heard: unknown[] = [];
  one.subscribe((message) => heard.push(['one', message]));
  const end = other.subscribe((message) => heard.push(['other', message]));
  one.post({ n: 1 });
  await expect.poll(() => heard).toEqual([['other', { n: 1 }]]);
  end();
  one.close();
  one.post({ n: 2 });
  other.close();
  expect(heard).toHaveLength(1);
  const silent = systemChannel(bare)('run-5');
  silent.post({ n: 3 });
  silent.subscribe(() => {})();
  silent.close();
});

test('[RUN-8] a host is asked when it is idle, and has 50 ms; one that cannot be asked gets through its turn', async () => {
  const asked: unknown[] = [];
  const requestIdleCallback = (run: () => void, options: unknown): void => {
    asked.push(options);
    run();
  };
  await systemIdle({ ...bare, requestIdleCallback })();
  expect(asked).toEqual([{ timeout: 50 }]);
  const order: string[] = [];
  const idle = systemIdle(bare)().then(() => order.push('idle'));
  await Promise.resolve().then(() => order.push('begun in the same turn'));
  await idle;
  expect(order).toEqual(['begun in the same turn', 'idle']);
});
