import { createFakeTimers } from '@tidemark/testing';
import { expect, test } from 'vitest';
import type { FirstReads } from '../observe/create-view.ts';
import { deviceBench } from '../test-support/device-bench.ts';
import { turn } from '../test-support/turn.ts';
import { whenShown } from './when-shown.ts';

const atOnce = async (): Promise<void> => {};

function latch(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** What is told when it is over, and what ends a first read. */
function watched(idle: () => Promise<void> = atOnce) {
  const timers = createFakeTimers();
  const reading: FirstReads = new Set();
  const ended = new AbortController();
  const told: string[] = [];
  const shown = whenShown(idle, timers, reading, ended.signal).then(() => told.push('shown'));
  function read(): () => Promise<void> {
    const { opened, open } = latch();
    reading.add(opened);
    return async () => {
      reading.delete(opened);
      open();
      await turn();
    };
  }
  return { timers, ended, told, read, shown };
}

test('[LOP-27] what an app observes first is shown first, and what it observes then', async () => {
  const { told, read, timers } = watched();
  const [list, messages] = [read(), read()];
  await turn();
  await list();
  const later = read();
  await messages();
  expect(told).toEqual([]);
  await later();
  expect([told, timers.pendingCount()]).toEqual([['shown'], 0]);
});

test('[LOP-27] a read that takes long puts it off by 250 ms at most, and so does a host that is never idle', async () => {
  for (const idle of [atOnce, () => new Promise<void>(() => {})]) {
    const { told, read, timers } = watched(idle);
    read();
    await timers.advance(249);
    expect(told).toEqual([]);
    await timers.advance(1);
    expect(told).toEqual(['shown']);
  }
});

test('[LOP-27] closing ends it at once', async () => {
  const { ended, told, read, shown, timers } = watched();
  read();
  await turn();
  ended.abort(new Error('closed'));
  await shown;
  expect([told, timers.pendingCount()]).toEqual([['shown'], 0]);
});

test('[LOP-27] a client connects once its host is idle, and can be closed before', async () => {
  const { opened, open } = latch();
  const { peers, client, settle, status } = await deviceBench({ idle: () => opened });
  expect([peers.length, status()]).toMatchObject([0, { kind: 'offline', why: ['starting'] }]);
  open();
  await settle();
  expect(peers.length).toBe(1);
  await client.close();
  const early = await deviceBench({ idle: () => new Promise(() => {}) });
  await early.client.close();
  expect(early.peers.length).toBe(0);
});
