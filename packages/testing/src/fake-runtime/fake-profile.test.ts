import { expect, test } from 'vitest';
import { createFakeProfile, type FakeTab } from './fake-profile.ts';

const live = new AbortController().signal;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Takes a lock and holds it until the returned function is called. */
function hold(tab: FakeTab, log: string[], name: string) {
  let release = () => {};
  const held = tab.locks.request('lead', live, () => {
    log.push(name);
    return new Promise<void>((resolve) => {
      release = resolve;
    });
  });
  return async () => {
    release();
    await held;
    await turn();
  };
}

test('[KIT-4] a lock is held by one tab at a time, first come first served', async () => {
  const profile = createFakeProfile();
  const log: string[] = [];
  const releases = ['a', 'b', 'c'].map((name) => hold(profile.openTab(), log, name));
  await turn();
  expect(log).toEqual(['a']);
  await releases[0]?.();
  expect(log).toEqual(['a', 'b']);
  await releases[1]?.();
  expect(log).toEqual(['a', 'b', 'c']);
});

test('[KIT-4] an abort ends the wait for a lock and leaves its holder alone', async () => {
  const profile = createFakeProfile();
  const log: string[] = [];
  const release = hold(profile.openTab(), log, 'a');
  const waiting = new AbortController();
  const refused = profile.openTab().locks.request('lead', waiting.signal, async () => log.push('b'));
  const rejected = expect(refused).rejects.toBe('enough');
  waiting.abort('enough');
  await rejected;
  await release();
  hold(profile.openTab(), log, 'c');
  await turn();
  expect(log).toEqual(['a', 'c']);
});

test('[KIT-4] the lock of a closed tab passes on, past what that tab waits for', async () => {
  const profile = createFakeProfile();
  const [first, second] = [profile.openTab(), profile.openTab()];
  const log: string[] = [];
  hold(first, log, 'a');
  hold(first, log, 'a again');
  hold(second, log, 'b');
  await turn();
  first.close();
  await turn();
  expect(log).toEqual(['a', 'b']);
});

test('[KIT-4] a lock is released when its holder throws', async () => {
  const tab = createFakeProfile().openTab();
  const failed = tab.locks.request('lead', live, () => Promise.reject(new Error('in the lock')));
  await expect(failed).rejects.toThrow('in the lock');
  expect(await tab.locks.request('lead', live, async () => 'free')).toBe('free');
});

test('[KIT-5] a channel reaches the others of its name with a copy, later, and not its own end', async () => {
  const profile = createFakeProfile();
  const heard: string[] = [];
  const ends = ['rows', 'rows', 'rows', 'other'].map((name, at) => {
    const channel = profile.openTab().openChannel(name);
    channel.subscribe((message) => heard.push(`${at} ${JSON.stringify(message)}`));
    return channel;
  });
  ends[2]?.close();
  ends[0]?.post({ seq: 1 });
  expect(heard).toEqual([]);
  await turn();
  expect(heard).toEqual(['1 {"seq":1}']);
});
