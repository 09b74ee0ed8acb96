import { expect, test } from 'vitest';
import { edit, emptyInput, type InputLine, inputText, type Key, showInput, typed } from './input-line.ts';

const press = (input: InputLine, ...keys: Key[]): InputLine => keys.reduce(edit, input);
const left: Key = { name: 'left' };

test('keys write at the cursor', () => {
  const input = press(typed(emptyInput, 'tde'), left, left, { name: 'i', sequence: 'i' });
  expect(inputText(input)).toBe('tide');
  expect(inputText(press(input, { name: 'backspace' }, { name: 'delete' }))).toBe('te');
  expect(inputText(press(input, { name: 'end' }, { name: 'w', ctrl: true }))).toBe('');
});

test('a family is one step and one deletion', () => {
  const input = typed(emptyInput, 'a👩‍👩‍👧');
  expect(inputText(edit(input, { name: 'backspace' }))).toBe('a');
});

test('keys that mean nothing change nothing, and control characters are not typed', () => {
  const input = typed(emptyInput, 'a');
  for (const key of [
    { name: 'f5', sequence: '\x1b[15~' },
    { name: 'x', ctrl: true, sequence: '\x18' },
    { sequence: '\x07' },
  ])
    expect(edit(input, key)).toBe(input);
});

test('a pasted line end is a line end of the message', () => {
  expect(inputText(edit(typed(emptyInput, 'a'), { name: 'enter', sequence: '\n' }))).toBe('a\n');
});

test('a long line shows the part around the cursor', () => {
  const input = typed(emptyInput, 'abcdefghij');
  expect(showInput(input, 5)).toEqual({ text: 'ghij', cursor: 4 });
  expect(showInput(press(input, { name: 'home' }), 5)).toEqual({ text: 'abcdefghij', cursor: 0 });
});
