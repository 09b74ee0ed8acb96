import type { Message } from '@tidemark/core';
import { expect, test } from 'vitest';
import { message, mine } from '../test-support/build.ts';
import { toPlain } from './line.ts';
import { messageLines, type People } from './message-lines.ts';
import { blue } from './palette.ts';
import { tick } from './tick.ts';

const people: People = { me: 'alice', nameOf: (user) => (user === 'bob' ? 'Bob' : user) };
const draw = (it: Message, before?: Message, quoted?: Message, columns = 30): string[] =>
  messageLines(it, before, quoted, people, columns).map(toPlain);

test('ticks say how far a message has come', () => {
  const marks = (['sending', 'sent', 'delivered', 'read', 'failed', 'received'] as const).map(
    (delivery) => tick({ delivery }).text,
  );
  expect(marks.map((mark) => mark.trim())).toEqual(['◷', '✓', '✓✓', '✓✓', '⚠', '']);
  expect(tick({ delivery: 'read' }).style).toEqual(blue);
  expect(tick({ delivery: 'delivered' }).style).not.toEqual(blue);
});

test('a message has its author, its time and, when mine, its tick', () => {
  expect(draw(message(1, 'Ahoy'))).toEqual(['▎Bob', '▎Ahoy                   09:00']);
  expect(draw(mine(2, 'Ahoy', 'read'))).toEqual(['▎alice (you)', '▎Ahoy                09:00 ✓✓']);
});

test('messages of one author stand under one name, for five minutes', () => {
  const first = message(1, 'one');
  expect(draw(message(2, 'two'), first)).toHaveLength(1);
  expect(draw(message(2, 'two', { at: first.at + 301_000 }), first)).toHaveLength(2);
  expect(draw(mine(2, 'two', 'sent'), first)).toHaveLength(2);
});

test('time and tick go to a line of their own where the text needs its last one', () => {
  expect(draw(message(1, 'twenty-five letters are 25'))).toEqual([
    '▎Bob',
    '▎twenty-five letters are 25',
    '▎                       09:00',
  ]);
});

test('an answer quotes what it answers, also when that is not at hand', () => {
  const answer = message(2, 'Aye', { body: { text: 'Aye', replyTo: 'm1' } });
  expect(draw(answer, undefined, mine(1, 'Ready?\nOr not?', 'read'))[1]).toBe('▎↪ alice: Ready?⏎Or not?');
  expect(draw(answer)[1]).toBe('▎↪ an earlier message');
});

test('a failed message says why, and what to do', () => {
  const failure = { code: 'op/forbidden', message: 'You left this conversation', retryable: false };
  const lines = draw(mine(1, 'Ahoy', 'failed', { failure }), undefined, undefined, 60);
  expect(lines[1]).toMatch(/⚠$/);
  expect(lines.slice(2).join(' ')).toContain('You left this conversation (op/forbidden)');
  expect(lines.slice(2).join(' ')).toContain('/retry or');
});

test('a name or a quote with an escape sequence stays harmless', () => {
  const evil = message(1, 'x\x1b[2J', { author: 'eve\x1b[31m' });
  const shown = [...draw(evil), ...draw(message(2, 'y', { body: { text: 'y', replyTo: 'm1' } }), evil, evil)];
  expect(shown.join('')).not.toContain('\x1b');
});
