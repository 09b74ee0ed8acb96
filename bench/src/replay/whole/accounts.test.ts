import { expect, test } from 'vitest';
import type { FoundMessage } from '../compare.ts';
import type { Plan } from '../plan-messages.ts';
import type { Account, RoomAccount } from './account.ts';
import { accountFaultsOf, compareAccounts } from './compare-accounts.ts';
import { expectAccounts } from './expect.ts';
import type { PlannedEvent } from './plan-events.ts';

const plan: Plan = { conversations: [{ id: 'a', title: 'a' }], messages: [] };
const message = (ord: number, author: string, mentions?: readonly string[]): FoundMessage => ({
  ...{ conversation: 'a', ord, id: `m${ord}`, author, mentions },
});
/** c1 said 1 and 3, c2 the rest, and read up to 4 of what it did not say. */
const log = [message(1, 'c1'), message(2, 'c2', ['c1']), message(3, 'c1'), message(4, 'c2', ['c1', 'c2'])];
const events: readonly PlannedEvent[] = [
  { kind: 'join', client: 0, at: 0, conversation: 'a', person: 'p2' },
  { kind: 'leave', client: 1, at: 0.1, conversation: 'a', person: 'p1' },
  { kind: 'rename', client: 1, at: 0.2, name: 'Bob' },
  { kind: 'read', client: 0, at: 0.9, conversation: 'a', ord: 2 },
];
const expected = expectAccounts(plan, { present: new Map([['a', ['p1', 'p3']]]), events }, log, 2);

test('what is to be shown is counted from the plan and the log', () => {
  const shared = { people: ['p2', 'p3'], clients: ['c1  4 3', 'c2 Bob 4 4'] };
  expect(expected).toEqual([
    { name: undefined, rooms: { a: { unread: 1, mentions: 1, named: 1, ...shared } } },
    { name: 'Bob', rooms: { a: { unread: 0, mentions: 0, named: 0, ...shared } } },
  ]);
});

test('each thing shown wrongly is found, and whoever shows nothing at all', () => {
  const [right] = expected as [Account];
  const faultsAfter = (change: Partial<RoomAccount>, name = right.name) => {
    const account = { name, rooms: { a: { ...(right.rooms['a'] as RoomAccount), ...change } } };
    const [found] = compareAccounts(expected, [{ name: 'c1', account }]);
    return Object.entries(found ?? {}).flatMap(([field, count]) => (count === 1 ? [field] : []));
  };
  expect(faultsAfter({})).toEqual([]);
  expect(faultsAfter({ unread: 2 })).toEqual(['unread']);
  expect(faultsAfter({ mentions: 0 })).toEqual(['mentions']);
  expect(faultsAfter({ named: 0 })).toEqual(['mentions']);
  expect(faultsAfter({ people: ['p2', 'p9'] })).toEqual(['people']);
  expect(faultsAfter({ clients: ['c1  4 2', 'c2 Bob 4 4'] })).toEqual(['namesAndMarks']);
  expect(faultsAfter({}, 'Ann')).toEqual(['namesAndMarks']);
  const [nothing] = compareAccounts(expected, [{ name: 'c1', account: undefined }]);
  expect(nothing && accountFaultsOf(nothing)).toBe(4);
});
