import { createFakeProfile, createFakeTimers } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { createCandidate } from './candidate.ts';

function bench() {
  const timers = createFakeTimers();
  const profile = createFakeProfile();
  const story: string[] = [];
  const errors: unknown[] = [];
  function tab(name: string, fails: (() => Error | undefined) | undefined = undefined) {
    const { locks } = profile.openTab();
    const candidate = createCandidate({
      locks,
      name: 'lead',
      timers,
      async lead(signal) {
        const error = fails?.();
        if (error) throw error;
        story.push(`${name} leads`);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        story.push(`${name} rests`);
      },
      onError: (error) => errors.push(error),
    });
    const ended = new AbortController();
    const running = candidate.run(ended.signal);
    const close = (): Promise<void> => {
      ended.abort(new Error('closed'));
      return running;
    };
    return { candidate, close };
  }
  return { timers, tab, story, errors };
}

test('[TAB-3] one of several leads; where it closes the next one does', async () => {
  const { tab, story, timers } = bench();
  const [one, two] = [tab('one'), tab('two')];
  await timers.advance(0);
  expect(story).toEqual(['one leads']);
  await one.close();
  await timers.advance(0);
  expect(story).toEqual(['one leads', 'one rests', 'two leads']);
  await two.close();
});

test('[TAB-4] one that takes over leads at once, and the robbed one rests and waits its turn', async () => {
  const { tab, story, timers } = bench();
  const [one, two] = [tab('one'), tab('two')];
  await timers.advance(0);
  two.candidate.takeOver();
  await timers.advance(0);
  // Who leads already takes nothing over.
  two.candidate.takeOver();
  await timers.advance(0);
  expect(story).toEqual(['one leads', 'two leads', 'one rests']);
  await two.close();
  await timers.advance(0);
  expect(story.slice(3)).toEqual(['two rests', 'one leads']);
  await one.close();
});

test('[TAB-3] one that steps down leaves it to who waits, and one that fails to lead tries again after a second', async () => {
  const { tab, story, errors, timers } = bench();
  let failure: Error | undefined = new Error('the storage is away');
  const one = tab('one', () => failure);
  await timers.advance(500);
  expect([story, errors]).toEqual([[], [failure]]);
  failure = undefined;
  await timers.advance(500);
  expect(story).toEqual(['one leads']);
  const two = tab('two');
  one.candidate.stepDown();
  await timers.advance(0);
  expect(story).toEqual(['one leads', 'one rests', 'two leads']);
  await two.close();
  await one.close();
});

test('[TAB-3] where the host refuses its locks it is asked again after a second, and not at once', async () => {
  const timers = createFakeTimers();
  let asked = 0;
  const refuse = async (): Promise<never> => {
    asked++;
    throw new Error('no locks here');
  };
  const candidate = createCandidate({
    locks: { request: refuse, steal: refuse },
    name: 'lead',
    timers,
    lead: async () => {},
    onError: () => {},
  });
  const ended = new AbortController();
  const running = candidate.run(ended.signal);
  await timers.advance(2_500);
  expect(asked).toBe(3);
  ended.abort(new Error('closed'));
  await running;
});
