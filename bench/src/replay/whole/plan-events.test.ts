import { expect, test } from 'vitest';
import { planMessages } from '../plan-messages.ts';
import type { CorpusEvent, Line } from '../read-corpus.ts';
import { planEvents } from './plan-events.ts';

const options = { seed: '1', clients: 3, oneWay: false, whole: true };
const said = (n: number, from: string, text = `text ${n}`): Line => ({ c: 'a', n, kind: 'message', from, text });
const event = (n: number, kind: CorpusEvent['kind'], from: string, text = ''): CorpusEvent => ({
  ...{ c: 'a', n, kind, from, text },
});
const lines = [said(1, 'ann'), said(3, 'bob', 'ann: ahoy'), said(5, 'bob_'), said(8, 'eve')];
const found = [
  event(0, 'join', 'eve'),
  event(2, 'leave', 'zoe'),
  event(4, 'rename', 'bob', 'bob is now known as bob_'),
  event(6, 'leave', 'bob_'),
  event(7, 'join', 'eve'),
];
const plan = planMessages(lines, options);
const { present, events } = planEvents(lines, found, plan, options);
const [conversation = ''] = plan.conversations.map(({ id }) => id);

test('who speaks or goes and never came was there; who takes another name stays the same member', () => {
  const moves = events.flatMap((each) => ('person' in each ? [[each.kind, each.person]] : []));
  const [[, eve = ''] = [], [, zoe = ''] = [], [, bob = ''] = [], again] = moves;
  expect(moves.map(([kind]) => kind)).toEqual(['join', 'leave', 'leave', 'join']);
  expect(again).toEqual(['join', eve]);
  const [first, ...others] = present.get(conversation) ?? [];
  expect([...others].sort()).toEqual([zoe, bob].sort());
  expect([eve, zoe, bob]).not.toContain(first);
});

test('a new name is that of the client that plays the person, and all about a person is done by one client', () => {
  const renames = events.filter(({ kind }) => kind === 'rename');
  const client = plan.messages.find(({ from }) => from === 'bob')?.client;
  expect(renames).toMatchObject([{ name: 'bob_', client, at: 0.5 }]);
  expect(events.find((each) => 'person' in each && each.at === 0.75)).toMatchObject({ kind: 'leave', client });
});

test('reads are the same for the same seed, in their order, and within what was said', () => {
  const reads = events.filter((each) => each.kind === 'read');
  expect(reads.length).toBe(9);
  expect(reads.every(({ at, ord }) => ord >= 0 && ord <= at * lines.length)).toBe(true);
  expect(planEvents(lines, found, plan, options)).toEqual({ present, events });
  expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).sort((a, b) => a - b));
});

test('a message names who plays the person it is for', () => {
  const ann = plan.messages.find(({ from }) => from === 'ann')?.client as number;
  expect(plan.messages.flatMap(({ text, mentions }) => (mentions ? [[text, mentions]] : []))).toEqual([
    ['ann: ahoy', [`c${ann + 1}`]],
  ]);
});
