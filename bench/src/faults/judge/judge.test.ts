import { expect, test } from 'vitest';
import type { FoundMessage, Replica } from '../../replay/compare.ts';
import type { Entry } from '../device/entry.ts';
import { createHistory, type History } from '../device/history.ts';
import { textOf } from '../device/part.ts';
import type { Evidence } from './evidence.ts';
import { judge, judgeConfirmed } from './judge.ts';

const at = 1;

/** `ann` wrote n messages, all acknowledged; those with an ord are confirmed. */
function ann(ords: readonly (number | undefined)[]): History {
  const history = createHistory('ann');
  ords.forEach((ord, n) => {
    const entries: Entry[] = [
      { is: 'try', n, id: `id ${n}`, at },
      { is: 'ack', n, at },
    ];
    if (ord !== undefined) entries.push({ is: 'sent', n, ord, at });
    history.take(entries);
  });
  return history;
}

const message = (n: number, ord: number): FoundMessage => ({
  conversation: 'c',
  ord,
  id: `id ${n}`,
  author: 'ann',
  text: textOf('ann', n),
});

/** Places are n@ord. */
const replica = (name: string, places: string, unsent = 0): Replica => ({
  name,
  messages: places.split(' ').map((place) => {
    const [n, ord] = place.split('@').map(Number);
    return message(n ?? 0, ord ?? 0);
  }),
  unsent,
});

const evidence = (history: History, log: string, device: Replica = replica('ann', log)): Evidence => ({
  histories: [history],
  log: replica('server', log),
  replicas: [device],
  findings: [],
  faults: [],
  amid: 0,
});

const kinds = (found: Evidence): readonly string[] => judge(found).map(({ what, text }) => `${what} ${text}`);

test('a run that kept every promise shows nothing', () => {
  expect(kinds(evidence(ann([1, 2, 3]), '0@1 1@2 2@3'))).toEqual([]);
});

test('what was acknowledged and is not in the log is lost, what was only tried is not', () => {
  const history = ann([1, undefined]);
  history.take([{ is: 'try', n: 2, id: 'id 2', at }]);
  expect(kinds(evidence(history, '0@1'))).toEqual(['lost ann#1: acknowledged, not in the log']);
});

test('a message that stands twice is duplicated, one that stands behind a later one reordered', () => {
  const twice = evidence(ann([1, 3]), '0@1 0@2 1@3');
  expect(kinds(twice)).toContain('duplicated ann#0: 2 times in the log');
  const swapped = evidence(ann([2, 1]), '1@1 0@2');
  expect(kinds(swapped)).toEqual(['reordered ann#0: after #1 in the log']);
});

test('confirmed is in the log between two lives of the server, at the same place', () => {
  const found = judgeConfirmed([ann([1, 2, 3])], replica('server', '0@1 1@4'));
  expect(found.map(({ what, text }) => `${what} ${text}`)).toEqual([
    'reordered ann#1: confirmed at 2, then at 4 in the log',
    'lost ann#2: confirmed, then gone from the log',
  ]);
});

test('a device that lacks something or owes something is stale, one with another order reordered', () => {
  const log = '0@1 1@2';
  expect(kinds(evidence(ann([1, 2]), log, replica('ann', '0@1', 1)))).toEqual([
    'stale ann: 1 ops unsent in the end',
    'stale ann#1: not on ann in the end',
  ]);
  const other = replica('ann', '1@1 0@2');
  expect(kinds(evidence(ann([1, 2]), log, other)).map((text) => text.split(' ')[0])).toEqual([
    'reordered',
    'reordered',
  ]);
});

test('what only a device holds is lost to the others; what nobody wrote is trouble', () => {
  expect(kinds(evidence(ann([1]), '0@1', replica('ann', '0@1 7@2')))).toEqual(['lost ann#7: on ann, not in the log']);
  expect(kinds(evidence(ann([1]), '0@1 7@2'))).toEqual(['trouble ann#7: never written']);
});

test('a refused message that is in the log is trouble, and an ord that is missing a loss', () => {
  const refused = createHistory('ann');
  refused.take([
    { is: 'try', n: 0, id: 'id 0', at },
    { is: 'fail', n: 0, code: 'storage/quota-exceeded', at },
  ]);
  expect(kinds(evidence(refused, '0@1'))).toEqual(['trouble ann#0: refused, and in the log']);
  expect(kinds(evidence(ann([2]), '0@2'))).toEqual(['lost c: ord 2 is at place 1']);
});

test('unread is what a recount gives', () => {
  const bob = createHistory('bob');
  bob.take([{ is: 'unread', conversation: 'c', unread: 2, read: 1 }]);
  const found = evidence(ann([1, 2]), '0@1 1@2');
  expect(kinds({ ...found, histories: [...found.histories, bob] })).toEqual([
    'stale bob: c says 2 unread, a recount 1',
  ]);
});

test('each broken promise counts once, whoever tells', () => {
  const history = ann([1]);
  const broken: Entry = { is: 'broken', what: 'stale', text: 'ann#0: from read back to sent' };
  history.take([broken, broken]);
  expect(kinds(evidence(history, '0@1'))).toEqual(['stale ann#0: from read back to sent']);
});
