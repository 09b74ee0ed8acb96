import { expect, test } from 'vitest';
import { READ_MESSAGES } from '../ours/rounds.ts';
import { CONVERSATIONS, conversationId } from '../ours/world.ts';
import { arrivalOf, worldOf } from './rows.ts';

test('peers hold the world that ours and the floor hold: as many conversations and messages, in order', () => {
  const { messages, conversations } = worldOf(CONVERSATIONS * 3);
  expect([messages.length, conversations.length]).toEqual([300, CONVERSATIONS]);
  expect(messages.slice(0, 4).map(({ conversation, ord }) => [conversation, ord])).toEqual([
    [conversationId(0), 1],
    [conversationId(0), 2],
    [conversationId(0), 3],
    [conversationId(1), 1],
  ]);
  expect(new Set(messages.map(({ id }) => id)).size).toBe(300);
  expect(conversations.map(({ unread }) => unread).slice(0, 2)).toEqual([0, 3]);
});

test('what arrives next has the next ord, and moves its conversation', () => {
  const { messages, conversations } = arrivalOf(1, READ_MESSAGES + 1, READ_MESSAGES + 1);
  expect(messages.map(({ ord }) => ord)).toEqual([READ_MESSAGES + 1]);
  expect(conversations).toEqual([
    { id: conversationId(1), title: 'Crew 1', at: messages[0]?.at, last: messages[0]?.text, unread: READ_MESSAGES + 1 },
  ]);
});
