import { expect, test } from 'vitest';
import { readCommand } from './command.ts';

test('what does not begin with a slash is a message', () => {
  expect(readCommand(' Ahoy ')).toEqual({ kind: 'send', text: 'Ahoy' });
  expect(readCommand('//shrug')).toEqual({ kind: 'send', text: '/shrug' });
  expect(readCommand('  ')).toEqual({ kind: 'nothing' });
});

test('commands take words, and words in quotes are one', () => {
  expect(readCommand('/new "Low water" bob tide-bot')).toEqual({
    kind: 'new',
    title: 'Low water',
    members: ['bob', 'tide-bot'],
  });
  expect(readCommand('/open 2')).toEqual({ kind: 'open', place: 2 });
  expect(readCommand('/offline')).toEqual({ kind: 'offline' });
});

test('a command that is none says what would be', () => {
  for (const line of ['/new Harbour', '/open x', '/open 0', '/ofline'])
    expect(readCommand(line)).toMatchObject({ kind: 'wrong' });
});
