import { expect, test } from 'vitest';
import type { PlannedMessage } from '../plan-messages.ts';
import { foundOf, grep } from './grep.ts';

const message = (id: string, text: string): PlannedMessage => ({
  ...{ id, text, conversation: 'a', c: 'a', n: 0, from: 'ann', client: 0, kind: 'message', at: 0 },
});
const messages = [message('1', 'The Tide, the tide!'), message('2', 'tidé 潮'), message('3', "don't tides")];

test('a word is found whole, whatever its case and accents, once a message', () => {
  const found = new Map(grep(messages, '1', 200).map((each) => [each.word, each]));
  expect(found.get('tide')).toEqual(foundOf('tide', ['2', '1']));
  expect(found.get('tide')).not.toEqual(foundOf('tide', ['1', '3']));
  expect([...found.keys()].sort()).toEqual(['don', 't', 'the', 'tide', 'tides'].sort());
});

test('as many words as asked for, the same for the same seed', () => {
  expect(grep(messages, '7', 3)).toEqual(grep(messages, '7', 3));
  expect(grep(messages, '7', 3).length).toBe(3);
});
