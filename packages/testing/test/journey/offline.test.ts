import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rises } from './kit/delivery-log.ts';
import { openDevice } from './kit/device.ts';
import { testFolder } from './kit/folder.ts';
import { type Child, runSource } from './kit/process.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

const CONVERSATION = '0197a1b2-0000-7000-8000-0000000000c1';
const COUNT = 1000;
const TEXTS = Array.from({ length: COUNT }, (_, i) => `m${i + 1}`);

type Line = readonly ['durable' | 'seen', text: string, delivery?: string];
const said = (children: readonly Child[]): readonly Line[] => children.flatMap((child) => child.said as Line[]);
const countOf = (children: readonly Child[], what: string): number =>
  said(children).filter(([kind, , delivery]) => kind === what || delivery === what).length;

test('[JNY-2] 1,000 messages written offline survive four kills and arrive once, in order, never shown as failed', async () => {
  const server = await openServer();
  await server.stop();
  const path = join(testFolder(), 'ann.db');
  const runs: Child[] = [];
  const run = (): Child => {
    const child = runSource(new URL('./kit/sender-main.ts', import.meta.url), [
      path,
      server.url,
      CONVERSATION,
      String(COUNT),
    ]);
    runs.push(child);
    return child;
  };
  for (const goal of [300, 700, COUNT - 3]) {
    const child = run();
    await soon(() => countOf(runs, 'durable')).toBeGreaterThanOrEqual(goal);
    await child.kill();
  }
  const draining = run();
  await soon(() => countOf([draining], 'sending')).toBe(COUNT);
  await server.start();
  const bob = await openDevice('bob', server);
  const received = bob.watch(CONVERSATION, COUNT + 100);
  await soon(() => countOf([draining], 'sent')).toBeGreaterThan(0);
  await draining.kill();
  run();
  await soon(() => received.texts().length).toBe(COUNT);
  expect(received.texts()).toEqual(TEXTS);
  expect(received.rows().map((row) => row.ord)).toEqual(TEXTS.map((_, i) => i + 1));
  await bob.client.conversations.markRead(CONVERSATION);

  await soon(() => said(runs).findLast(([kind, text]) => kind === 'seen' && text === `m${COUNT}`)?.[2]).toBe('read');
  const steps = new Map<string, string[]>();
  for (const [kind, text, delivery = ''] of said(runs))
    if (kind === 'seen') steps.set(text, [...(steps.get(text) ?? []), delivery]);
  expect([...steps.keys()]).toEqual(TEXTS);
  expect([...steps].filter(([, each]) => !rises(each) || each[0] !== 'sending' || each.at(-1) !== 'read')).toEqual([]);
});
