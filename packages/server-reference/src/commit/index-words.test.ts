import { expect, test } from 'vitest';
import { createVirtualRuntime, type VirtualRuntime } from '../test-support/virtual-runtime.ts';
import { createWordIndexing, type WordIndexing } from './index-words.ts';

const failed = (error: unknown): never => {
  throw error;
};

/** The indexing of a log that is up to date, and how often it was asked to go on since. */
async function openIndexing(): Promise<{ runtime: VirtualRuntime; indexing: WordIndexing; times: () => number }> {
  const runtime = createVirtualRuntime();
  let times = 0;
  const index = async (): Promise<boolean> => {
    times++;
    return false;
  };
  const indexing = createWordIndexing({ log: { index }, runtime, isUnderLoad: () => false, failed });
  await runtime.advance(1_000);
  times = 0;
  return { runtime, indexing, times: () => times };
}

async function commitEvery100ms(times: number, { runtime, indexing }: Awaited<ReturnType<typeof openIndexing>>) {
  for (let i = 0; i < times; i++) {
    indexing.noted();
    await runtime.advance(100);
  }
}

test('[PRO-67] words are indexed once commits rest, not between them', async () => {
  const opened = await openIndexing();
  await commitEvery100ms(30, opened);
  expect(opened.times()).toBe(0);
  await opened.runtime.advance(400);
  expect(opened.times()).toBe(1);
});

test('[PRO-67] where commits never rest, words are at most five seconds behind before they are indexed among them', async () => {
  const opened = await openIndexing();
  await commitEvery100ms(55, opened);
  expect(opened.times()).toBeGreaterThan(0);
});
