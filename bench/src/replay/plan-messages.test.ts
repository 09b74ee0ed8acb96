import { expect, test } from 'vitest';
import { deriveId } from './derive-id.ts';
import { planMessages } from './plan-messages.ts';
import { testLines } from './test-lines.ts';

const options = { seed: '1', clients: 3, oneWay: false, whole: false };
const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('an id is a UUIDv7, the same for the same seed and name, and sorts by place', () => {
  const id = deriveId('1', 'message a 0', 0);
  expect(id).toMatch(UUID7);
  expect(deriveId('1', 'message a 0', 0)).toBe(id);
  expect(new Set([id, deriveId('2', 'message a 0', 0), deriveId('1', 'message a 1', 0)]).size).toBe(3);
  expect(deriveId('1', 'x', 300) < deriveId('1', 'x', 70_000)).toBe(true);
});

test('every line is planned once, each person belongs to one client, and each client has somebody', () => {
  const { messages, conversations } = planMessages(testLines(60), options);
  expect(new Set(messages.map(({ id }) => id)).size).toBe(60);
  expect(conversations.length).toBe(2);
  const pairs = new Set(messages.map(({ from, client }) => `${from} ${client}`));
  expect(pairs.size).toBe(3);
  expect(new Set(messages.map(({ client }) => client))).toEqual(new Set([0, 1, 2]));
});

test('the order of a conversation is kept, and conversations run at once', () => {
  const { messages } = planMessages(testLines(60), options);
  for (const c of ['c0', 'c1']) {
    const lines = messages.filter((message) => message.c === c).map(({ n }) => n);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
  }
  expect(new Set(messages.slice(0, 4).map(({ c }) => c)).size).toBe(2);
});

test('a reply names the id of the line it answers; one to a line that was left out names none', () => {
  const { messages } = planMessages(testLines(60).slice(4), options);
  const byLine = new Map(messages.map((message) => [`${message.c} ${message.n}`, message]));
  expect(byLine.get('c0 2')?.replyTo).toBeUndefined();
  expect(byLine.get('c0 5')?.replyTo).toBe(byLine.get('c0 4')?.id);
});

test('one way, client 1 sends everything', () => {
  const { messages } = planMessages(testLines(10), { ...options, oneWay: true });
  expect(messages.every(({ client }) => client === 0)).toBe(true);
});
