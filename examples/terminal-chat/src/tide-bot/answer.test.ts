import { UUID7_PATTERN } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { answer, isAddressed } from './answer.ts';
import { answerIdOf } from './answer-id.ts';

test('the bot echoes what it is told to', () => {
  expect(answer('@tide-bot echo two\nlines', 0)).toBe('two\nlines');
  expect(answer('echo', 0)).toBe('Echo … echo … echo');
});

test('the bot knows about tides, another fact each turn', () => {
  const facts = new Set([0, 1, 2, 3].map((turn) => answer('tell me about tides', turn)));
  expect(facts.size).toBe(4);
  expect(answer('what is a neap tide?', 0)).toContain('half moon');
  expect(answer('@tide-bot when does the water turn tomorrow?', 3)).toContain('50 minutes');
});

test('the bot helps, and says what it did not understand', () => {
  expect(answer('help', 0)).toContain('echo TEXT');
  expect(answer('@tide-bot: ?', 0)).toContain('echo TEXT');
  expect(answer('lorem ipsum', 0)).toContain('lorem ipsum');
});

test('in company the bot answers to its name only', () => {
  expect(['@tide-bot hi', 'hi tide-bot!', 'TIDE-BOT?'].map(isAddressed)).toEqual([true, true, true]);
  expect(['hi', 'the tide', 'riptide-bots'].map(isAddressed)).toEqual([false, false, false]);
});

test('a message has one answer id, of its own time', () => {
  const asked = '0197a1b2-0000-7000-8000-0000000000a1';
  const id = answerIdOf(asked);
  expect(id).toMatch(UUID7_PATTERN);
  expect(id.slice(0, 13)).toBe(asked.slice(0, 13));
  expect([answerIdOf(asked), answerIdOf(id)]).toEqual([id, expect.not.stringMatching(id)]);
});
