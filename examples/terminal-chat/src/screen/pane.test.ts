import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chatOf, message, mine, viewOf } from '../test-support/build.ts';
import { emptyInput, typed } from './input-line.ts';
import { lineCells, toPlain } from './line.ts';
import { drawPane } from './pane.ts';
import { sideBySide } from './two-panes.ts';

const talk = [
  message(1, 'Morning!'),
  mine(2, 'High water is at ten.', 'read'),
  mine(3, 'Coming?', 'sending', { ord: undefined }),
];
const entry = {
  opId: 'o',
  lane: 'l',
  collection: 'message',
  kind: 'put',
  key: 'o',
  attempts: 0,
  createdAt: 0,
} as const;

test('a pane shows title, messages, outbox, status and what is typed', () => {
  const state = chatOf(talk, {
    sync: { kind: 'offline', why: ['tunnel'], retryAtMs: 2500 },
    outbox: [{ ...entry, status: 'pending' }],
  });
  const { lines } = drawPane(state, viewOf(40, 10, { input: typed(emptyInput, 'Bob?') }));
  expect(lines.map(toPlain)).toEqual(
    [
      ' Alice · Harbour',
      '▎Bob',
      '▎Morning!                         09:00',
      '▎Alice (you)',
      '▎High water is at ten.         09:00 ✓✓',
      '▎Coming?                       09:00 ◷',
      ' outbox ◷ 1 waiting',
      ' ○ offline: tunnel · again in 3 s',
      '› Bob?',
    ].toSpliced(1, 0, ''),
  );
});

test('a pane fills its room exactly, however small and whatever is in it', () => {
  const sizes = fc.tuple(fc.integer({ min: 8, max: 150 }), fc.integer({ min: 1, max: 40 }));
  const texts = fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 12 });
  fc.assert(
    fc.property(sizes, texts, texts, fc.nat(60), ([columns, rows], said, notices, scroll) => {
      const state = chatOf(
        said.map((text, i) => message(i + 1, text)),
        { notices },
      );
      const { lines } = drawPane(state, viewOf(columns, rows, { scroll }));
      expect(lines).toHaveLength(rows);
      for (const line of lines) expect(lineCells(line)).toBe(columns);
    }),
  );
});

test('only what is on the screen counts as shown', () => {
  const state = chatOf(Array.from({ length: 50 }, (_, i) => message(i + 1, `line ${i + 1}`)));
  expect(drawPane(state, viewOf(80, 24)).shownOrd).toBe(50);
  const earlier = drawPane(state, viewOf(80, 24, { scroll: 10 }));
  expect([earlier.shownOrd, earlier.isAtTop]).toEqual([40, false]);
  const top = drawPane(state, viewOf(80, 24, { scroll: 1_000 }));
  expect([top.isAtTop, top.scroll]).toEqual([true, 30]);
});

test('a pending message above does not hide that the newest one was shown', () => {
  expect(drawPane(chatOf(talk), viewOf(60, 12)).shownOrd).toBe(2);
});

test('two panes keep their columns', () => {
  const pane = drawPane(chatOf(talk), viewOf(39, 12));
  for (const line of sideBySide(pane, drawPane(chatOf(talk), viewOf(40, 12)), 80)) {
    expect(lineCells(line)).toBe(80);
    expect(toPlain(line).at(39)).toBe('│');
  }
});
