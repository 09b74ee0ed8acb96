import fc from 'fast-check';
import { expect, test } from 'vitest';
import { harmless, harmlessLine } from './harmless.ts';
import { span, toAnsi, toPlain } from './line.ts';

test('an escape sequence of somebody else is shown and does nothing', () => {
  expect(harmless('\x1b[2J\x1b]0;owned\x07\x1b[31mred')).toBe('␛[2J␛]0;owned␇␛[31mred');
  expect(harmless('\x9b31m\x7f\0')).toBe('\ufffd31m␡␀');
});

test('line ends of any kind are one, and tabs are spaces', () => {
  expect(harmless('a\r\nb\rc\u2028d\te')).toBe('a\nb\nc\nd  e');
  expect(harmlessLine('a\nb')).toBe('a⏎b');
});

test('text cannot turn around what follows it, or pile up accents', () => {
  expect(harmless('abc\u202edcba\u2066')).toBe('abcdcba');
  expect(harmless(`e${'\u0301'.repeat(50)}`)).toBe(`e${'\u0301'.repeat(4)}`);
});

test('a lone surrogate becomes a replacement character', () => {
  expect(harmless('a\ud800b')).toBe('a\ufffdb');
});

test('no text brings a control character through the gate to the terminal', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\x1b[2J', '\x9d0;x\x9c', '\x1bP1$r', 'a\r\n\b'),
  );
  fc.assert(
    fc.property(fc.array(texts), (parts) => {
      const line = parts.map((text) => span(text));
      expect(toAnsi(line, false)).not.toMatch(/\p{Cc}/u);
      expect(toPlain(line)).not.toMatch(/\p{Cc}/u);
      const colored = line.map((part) => ({ ...part, style: { color: 1 } }));
      const rest = toAnsi(colored, true).replaceAll('\x1b[38;5;1m', '').replaceAll('\x1b[0m', '');
      expect(rest).not.toMatch(/\p{Cc}/u);
    }),
  );
});
