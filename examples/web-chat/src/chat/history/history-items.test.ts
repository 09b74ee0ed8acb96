import type { Message } from '@tidemark/core';
import { expect, test } from 'vitest';
import { type HistoryItem, historyItems } from './history-items.ts';

const NOON = new Date(2026, 10, 22, 12).getTime();
const MINUTE_MS = 60_000;

const message = (ord: number, author: string, atMs = NOON): Message => ({
  id: `m${ord}`,
  conversationId: 'crew',
  ord,
  author,
  mine: author === 'ann',
  at: atMs,
  body: { text: `${ord}` },
  delivery: 'received',
  deleted: false,
});

const shown = (items: readonly HistoryItem[]): readonly string[] =>
  items.map((item) => {
    if (item.kind === 'gap') return `gap of ${item.count}`;
    if (item.kind !== 'message') return item.kind;
    return `${item.isFirst ? '[' : ''}${item.message.ord}${item.isLast ? ']' : ''}`;
  });

test('days part messages, and what one author says in one go stands together', () => {
  const rows = [message(1, 'bob', NOON - 86_400_000), message(2, 'bob'), message(3, 'bob'), message(4, 'ann')];
  const later = message(5, 'ann', NOON + 6 * MINUTE_MS);
  expect(shown(historyItems([...rows, later], [], undefined))).toEqual(['day', '[1]', 'day', '[2', '3]', '[4]', '[5]']);
});

test('a gap stands where messages are missing, before, between and after those that are here', () => {
  const gaps = [
    { from: 1, to: 4 },
    { from: 6, to: 6 },
    { from: 8, to: 9 },
  ];
  const rows = [message(5, 'bob'), message(7, 'bob')];
  expect(shown(historyItems(rows, gaps, undefined))).toEqual([
    ...['gap of 4', 'day', '[5]', 'gap of 1', '[7]', 'gap of 2'],
  ]);
});

test('unread ones begin under a line of their own, unless nothing above them was read', () => {
  const rows = [message(1, 'bob'), message(2, 'ann'), message(3, 'bob')];
  expect(shown(historyItems(rows, [], 2))).toEqual(['day', '[1]', '[2]', 'unread', '[3]']);
  expect(shown(historyItems(rows, [], 0))).toEqual(['day', '[1]', '[2]', '[3]']);
});
