import type { Change, Stored } from '@tidemark/core';
import { expect, test } from 'vitest';
import type { ClientPart } from './cast.ts';
import { createTally } from './tally.ts';
import { testReplica } from './test-lines.ts';

const { plan } = testReplica(10);
const lines = plan.messages.filter(({ client }) => client === 0);
const part: ClientPart = {
  user: 'c1',
  token: '',
  url: '',
  database: '',
  resolvedLog: '',
  conversations: [],
  lines,
  total: plan.messages.length,
  unresolvedMost: 1,
  visibleEvery: 1,
};

const row = (key: Stored['key'], body: unknown): Stored => ({ key, rev: 1, keys: {}, body });
const putOp = (n: number, opId: string): Change => ({ store: 'outbox', put: row(['lane', n], { op: { opId } }) });
const stored = plan.messages.map(
  ({ id, client }, i): Change => ({
    store: 'messages',
    put: row(['stream', i + 1], { id, author: `c${client + 1}`, body: { meta: { at: 1 } } }),
  }),
);

test('an own message is sent from its outbox row on, confirmed once it is stored, and counted once', () => {
  const tally = createTally(part, () => {});
  const id = lines[0]?.id ?? '';
  tally.committed([putOp(1, id), putOp(1, id)]);
  expect(tally.stand()).toMatchObject({ sent: 1, confirmed: 0, stored: 0, unsent: 1 });
  const change = stored[plan.messages.findIndex((message) => message.id === id)] as Change;
  tally.committed([change, change, { store: 'outbox', delete: ['lane', 1] }]);
  expect(tally.stand()).toMatchObject({ sent: 1, confirmed: 1, stored: 1, unsent: 0 });
});

test('it is complete with everything stored and nothing owed, also when the database held it before', () => {
  const tally = createTally(part, () => {});
  tally.committed([...stored, putOp(1, 'a membership')]);
  expect([tally.isComplete(), tally.stand().completeAt]).toEqual([false, undefined]);
  tally.committed([{ store: 'outbox', delete: ['lane', 1] }]);
  expect(tally.stand().completeAt).toBeGreaterThan(0);
  const again = createTally(part, () => {});
  again.opened(
    stored.flatMap((change) => ('put' in change ? [change.put] : [])),
    [],
    [],
  );
  expect(again.isComplete()).toBe(true);
});

test('the time to be stored is taken of the messages of others, once each', () => {
  const tally = createTally(part, () => {});
  tally.committed([...stored, ...stored]);
  expect(tally.latencies.stored.count()).toBe(plan.messages.length - lines.length);
});
