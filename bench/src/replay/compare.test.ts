import { expect, test } from 'vitest';
import { compareReplicas, type Findings, type FoundMessage, faultsOf } from './compare.ts';
import { testReplica } from './test-lines.ts';

const { plan, replica } = testReplica(60);

/** What is found wrong in a copy of a right database after `change`. */
function findingsAfter(change: (messages: FoundMessage[]) => readonly FoundMessage[]): Partial<Findings> {
  const messages = change([...replica.messages]);
  const [, found] = compareReplicas(plan.messages, [replica, { name: 'c1', messages, unsent: 0 }]);
  const wrong = Object.entries(found as Findings).filter(
    ([name, value]) => !['name', 'stored', 'replies'].includes(name) && value !== 0,
  );
  return Object.fromEntries(wrong);
}

const at = (messages: readonly FoundMessage[], i: number): FoundMessage => messages[i] as FoundMessage;

test('a right database has no faults, in whatever order it is read', () => {
  expect(findingsAfter((messages) => messages.reverse())).toEqual({});
  const [found] = compareReplicas(plan.messages, [replica]);
  expect(found).toMatchObject({ stored: 60, replies: plan.messages.filter(({ replyTo }) => replyTo).length });
  expect(found?.replies).toBeGreaterThan(10);
});

test('a missing message is lost, and leaves a hole', () => {
  const found = findingsAfter((messages) => messages.toSpliced(7, 1));
  expect(found).toMatchObject({ lost: 1, holes: 1, divergent: 1 });
});

test('the newest message missing is lost, though it leaves no hole', () => {
  expect(findingsAfter((messages) => messages.toSpliced(-1, 1))).toEqual({ lost: 1, divergent: 1 });
});

test('a message stored twice is a duplicate, under its id or another', () => {
  for (const id of [at(replica.messages, 20).id, '0197a1b2-0000-7000-8000-0000000000a1']) {
    const found = findingsAfter((messages) => [...messages, { ...at(messages, 20), ord: 31, id }]);
    expect(found).toMatchObject({ duplicated: 1, divergent: 1 });
  }
});

test('two messages of one sender that changed places are out of order', () => {
  const { conversation, author } = at(replica.messages, 0);
  const [a, b] = replica.messages.flatMap((message, i) =>
    message.conversation === conversation && message.author === author ? [i] : [],
  ) as [number, number];
  const found = findingsAfter((messages) => {
    const [first, second] = [at(messages, a), at(messages, b)];
    return messages.with(a, { ...second, ord: first.ord }).with(b, { ...first, ord: second.ord });
  });
  expect(found).toEqual({ disordered: 1, divergent: 1 });
});

test('messages of two senders in another order than at the server diverge, and are not out of order', () => {
  const { conversation } = at(replica.messages, 0);
  const places = replica.messages.flatMap((message, i) => (message.conversation === conversation ? [i] : []));
  const authorAt = (place: number | undefined) => replica.messages[place ?? -1]?.author;
  const [a, b] = places
    .map((place, i) => [place, places[i + 1]])
    .find(([one, next]) => authorAt(one) !== authorAt(next)) as [number, number];
  const found = findingsAfter((messages) => {
    const [first, second] = [at(messages, a), at(messages, b)];
    return messages.with(a, { ...first, ord: second.ord }).with(b, { ...second, ord: first.ord });
  });
  expect(found).toEqual({ divergent: 1 });
});

test('a reply to another message, to none, or where there was no reply, points wrongly', () => {
  const reply = replica.messages.findIndex(({ replyTo }) => replyTo !== undefined);
  const plain = replica.messages.findIndex(({ replyTo }) => replyTo === undefined);
  const cases: readonly (readonly [number, string | undefined])[] = [
    [reply, at(replica.messages, reply + 6).id],
    [reply, undefined],
    [plain, at(replica.messages, reply).id],
  ];
  for (const [i, replyTo] of cases)
    expect(findingsAfter((messages) => messages.with(i, { ...at(messages, i), replyTo }))).toEqual({ wrongReplies: 1 });
});

test('a reply to a message that is not there points wrongly', () => {
  const target = replica.messages.find(({ replyTo }) => replyTo !== undefined)?.replyTo;
  const found = findingsAfter((messages) => messages.filter(({ id }) => id !== target));
  expect(found).toMatchObject({ lost: 1, wrongReplies: 1 });
});

test('another text, author, kind or conversation is an alteration', () => {
  const changes: readonly Partial<FoundMessage>[] = [{ text: 'other' }, { author: 'c9' }, { kind: 'action' }];
  for (const change of changes)
    expect(findingsAfter((messages) => messages.with(3, { ...at(messages, 3), ...change }))).toEqual({ altered: 1 });
  const stray = { ...at(replica.messages, 3), conversation: 'elsewhere', ord: 1 };
  expect(findingsAfter((messages) => [...messages, stray])).toMatchObject({ duplicated: 1, divergent: 1 });
});

test('a message nobody planned is an alteration, an op never confirmed a fault', () => {
  const strange = { ...at(replica.messages, 0), id: 'x', n: 999, ord: 31 };
  expect(findingsAfter((messages) => [...messages, strange])).toMatchObject({ altered: 1 });
  const [found] = compareReplicas(plan.messages, [{ ...replica, unsent: 1 }]);
  expect(faultsOf(found as Findings)).toBe(1);
});
