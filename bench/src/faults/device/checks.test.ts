import type { Message, Stored } from '@tidemark/core';
import { expect, test } from 'vitest';
import { createShown } from './check-shown.ts';
import { checkStored, type Tell } from './check-stored.ts';
import { fromLines, toLines } from './entry.ts';
import { createHistory } from './history.ts';
import { textOf } from './part.ts';

const at = 1;
const row = (key: Stored['key'], body: unknown): Stored => ({ key, rev: 1, keys: {}, body });
const stored = (n: number, ord: number): Stored => row(['c', ord], { body: { text: textOf('ann', n) } });
const pending = (n: number): Stored => row(['c', n], { op: { stream: 'c', body: { text: textOf('ann', n) } } });
const state = (from: number, to: number): Stored =>
  row(['c', 'state'], { ranges: [{ from, to }], cursor: { ord: to } });

/** Three messages: the first confirmed, all acknowledged. */
function arrange() {
  const told: string[] = [];
  const tell: Tell = (what, text) => void told.push(`${what} ${text}`);
  const history = createHistory('ann');
  for (const n of [0, 1, 2]) {
    history.take([
      { is: 'try', n, id: `id ${n}`, at },
      { is: 'ack', n, at },
    ]);
  }
  history.take([{ is: 'sent', n: 0, ord: 1, at }]);
  return { told, tell, history };
}

test('a database that holds what was promised is fine, whatever is still pending', () => {
  const { told, tell, history } = arrange();
  checkStored(history, { messages: [stored(0, 1)], outbox: [pending(1), pending(2)], streams: [state(1, 1)] }, tell);
  expect(told).toEqual([]);
});

test('a restart that lost, doubled, swapped or went back is told', () => {
  const { told, tell, history } = arrange();
  checkStored(history, { messages: [], outbox: [pending(2), pending(0), pending(0)], streams: [] }, tell);
  expect(told).toEqual([
    'reordered ann#0: behind a later one on its device',
    'duplicated ann#0: twice on its device after a restart',
    'reordered ann#0: behind a later one on its device',
    'lost ann#1: acknowledged, then gone from its device',
    'stale ann#0: confirmed, then pending again',
  ]);
});

test('a cursor past a hole is told', () => {
  const { told, tell, history } = arrange();
  const messages = [stored(0, 1), stored(2, 3)];
  checkStored(history, { messages, outbox: [pending(1)], streams: [state(1, 3)] }, tell);
  expect(told).toContain('lost ann: believes to hold c 2, and does not');
});

const shown = (id: string, delivery: Message['delivery'], ord?: number): Message =>
  ({ id, delivery, ord, body: { text: id } }) as Message;

test('what is shown keeps its place, its ticks and itself, until newer messages push it out', () => {
  const { told, tell } = arrange();
  const window = createShown((id) => (id === 'b' ? 2 : undefined), tell);
  window.look([shown('a', 'read', 1), shown('b', 'sending'), shown('c', 'sending')]);
  window.look([shown('b', 'sent', 2), shown('c', 'sending')]);
  expect(told).toEqual([]);
  window.look([shown('b', 'sending', 2)]);
  expect(told).toEqual(['stale b: from sent back to sending', 'stale c: was shown and vanished']);
});

test('an acknowledged message is to be seen, unless it is above the window', () => {
  const { told, tell } = arrange();
  const window = createShown((id) => (id === 'old' ? 3 : undefined), tell);
  window.expect('too early to say');
  window.look([shown('a', 'read', 9)]);
  window.expect('a');
  window.expect('old');
  window.expect('gone');
  expect(told).toEqual(['stale gone: acknowledged and not to be seen']);
});

test('a line torn by a kill tells nothing, and the next life is read', () => {
  const lines = toLines([{ is: 'ack', n: 1, at }]);
  expect(fromLines(`${lines}{"is":"ack","n\n${lines}`)).toHaveLength(2);
});
