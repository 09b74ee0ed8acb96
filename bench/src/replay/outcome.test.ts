import { expect, test } from 'vitest';
import { compareReplicas } from './compare.ts';
import { isFlawless, type Outcome, printOutcome } from './outcome.ts';
import { testReplica } from './test-lines.ts';

const { plan, replica } = testReplica(60);
const none = { count: 0, p50Ms: undefined, p99Ms: undefined };
const outcome: Outcome = {
  messages: 60,
  conversations: 2,
  clients: 2,
  cuts: { cut: 2, 'kill-server': 1 },
  seed: '1',
  tookMs: 2_000,
  rate: 30,
  foundAfterKills: { resolved: 12, unsent: 3 },
  lostResolved: 0,
  findings: compareReplicas(plan.messages, [replica]),
  latencies: { visible: { count: 9, p50Ms: 0.1234, p99Ms: 12.6 }, durable: none, stored: none },
};

test('a run without faults is flawless, and says what it did', () => {
  expect(isFlawless(outcome)).toBe(true);
  const text = printOutcome(outcome);
  expect(text).toContain('faults: 2 × cut, 1 × kill-server');
  expect(text).toContain('30 messages/s');
  expect(text).toMatch(/visible at the sender +0\.12 ms +13 ms +9/);
  expect(text).toContain('✓');
});

const account = { name: 'c1', members: 1087, people: 0, namesAndMarks: 0, unread: 0, mentions: 0 };
const words = { name: 'c1', asked: 200, hits: 20_174, wrong: 0 };

test('of the whole corpus it tells what was shown and found; one thing wrong is a failed run', () => {
  const right = { ...outcome, whole: { events: 1632, accounts: [account], words: [words] } };
  expect(isFlawless(right)).toBe(true);
  expect(printOutcome(right)).toMatch(/1,632 joins[\s\S]*200 words[\s\S]*c1 +1,087 +0 +0 +0 +0 +20,174 +0/);
  for (const wrong of [
    { ...right.whole, accounts: [{ ...account, unread: 1 }] },
    { ...right.whole, words: [{ ...words, wrong: 1 }] },
  ]) {
    expect(isFlawless({ ...outcome, whole: wrong })).toBe(false);
  }
});

test('one lost message, one resolved send undone by a kill, or an early end is a failed run', () => {
  const findings = compareReplicas(plan.messages, [{ ...replica, messages: replica.messages.slice(1) }]);
  for (const failed of [
    { ...outcome, findings },
    { ...outcome, lostResolved: 1 },
    { ...outcome, broken: 'stuck' },
  ]) {
    expect(isFlawless(failed)).toBe(false);
    expect(printOutcome(failed)).toContain('✗');
  }
});
