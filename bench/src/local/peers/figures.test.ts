import { expect, test } from 'vitest';
import { can, LOCAL_CONTENDERS, type LocalContender, OURS } from './contenders.ts';
import { aheadOfOurs, foundKey, PEER_FIGURES, type PeerFigure, peerCells } from './figures.ts';

const named = (name: string): LocalContender => LOCAL_CONTENDERS.find((who) => who.name === name) as LocalContender;
const row = (figure: string): PeerFigure => PEER_FIGURES.find((of) => of.figure === figure) as PeerFigure;
const foundOf = (figure: PeerFigure, values: Readonly<Record<string, number>>) =>
  new Map(
    Object.entries(values).map(([name, value]) => [foundKey(figure.trial, named(name)), { [figure.figure]: value }]),
  );
const durable = row('durableP50');
const burst = row('burst');

test('a peer of our durability that is quicker is a miss; one that stores later or never is not, nor is the floor', () => {
  const found = foundOf(durable, { ours: 2, IndexedDB: 1, Dexie: 1, PouchDB: 3, Replicache: 0.1, 'TanStack DB': 0.1 });
  expect(aheadOfOurs(found, durable, LOCAL_CONTENDERS)).toEqual([named('Dexie')]);
});

test('of operations a second more is better', () => {
  const found = foundOf(burst, { ours: 100, Dexie: 99, PouchDB: 101 });
  expect(aheadOfOurs(found, burst, LOCAL_CONTENDERS)).toEqual([named('PouchDB')]);
});

test('what was not measured holds nothing', () => {
  expect(aheadOfOurs(new Map(), durable, [OURS, named('Dexie')])).toEqual([named('Dexie')]);
  expect(aheadOfOurs(foundOf(durable, { Dexie: 1 }), durable, [OURS, named('Dexie')])).toEqual([named('Dexie')]);
});

test('the table says who is ahead of us, and puts in parentheses what is called stored and is not', () => {
  const found = foundOf(durable, { ours: 2, Dexie: 1, Replicache: 0.5 });
  const who = [OURS, named('Dexie'), named('Replicache'), named('TanStack DB')];
  expect(peerCells(found, [durable], who)).toEqual([
    ['workload', 'ours', 'Dexie', 'Replicache', 'TanStack DB', ''],
    ['L1 send → durable', '2.00 ms', '1.00 ms', '(0.500 ms)', '', 'BEHIND Dexie'],
  ]);
  expect(peerCells(foundOf(durable, { ours: 1, Dexie: 2 }), [durable], who)[1]?.at(-1)).toBe('ahead');
});

test('who stores nothing has nothing to open, and who cannot hold as much is not asked to', () => {
  const open = row('open').trial;
  expect(LOCAL_CONTENDERS.filter((who) => !can(open, who))).toEqual([named('TanStack DB')]);
  expect(LOCAL_CONTENDERS.every((who) => can(durable.trial, who))).toBe(true);
  expect(LOCAL_CONTENDERS.filter((who) => !can(row('readP50').trial, who))).toEqual([named('Replicache')]);
});
