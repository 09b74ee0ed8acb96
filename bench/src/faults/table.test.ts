import { expect, test } from 'vitest';
import { replaceSection } from '../docs/write-section.ts';
import { type Row, verdictOf } from './row.ts';
import { markdownRows, printRows } from './table.ts';

const SECTION = { name: 'faults', command: 'npm run faults -- --docs' };
const none = { lost: 0, duplicated: 0, reordered: 0, stale: 0, trouble: 0 };
const row: Row = {
  scenario: 'client',
  title: 'client killed',
  faults: { planned: 8, hit: 8, amid: 5, kinds: { kill: 8 } },
  attempted: 1_000,
  acknowledged: 990,
  confirmed: 992,
  failed: 0,
  unknown: 10,
  counts: none,
  recoveries: 4,
  longestRecoveryMs: 1_234,
  runs: 1,
  seed: '1',
  settings: '3 devices',
  findings: [],
};
const control: Row = { ...row, control: { build: 'without dedupe', must: 'duplicated' } };

test('a whole build shows nothing and was really hit, a broken one shows what it must', () => {
  expect(verdictOf(row)).toBeUndefined();
  expect(verdictOf({ ...row, counts: { ...none, lost: 2, stale: 1 } })).toBe('2 lost, 1 stale');
  expect(verdictOf({ ...row, faults: { ...row.faults, hit: 7 } })).toBe('7 of 8 faults hit');
  expect(verdictOf({ ...row, faults: { ...row.faults, amid: 0 } })).toBe('only 0 of 8 kills found a write under way');
  expect(verdictOf(control)).toBe('the control shows nothing duplicated');
  expect(verdictOf({ ...control, counts: { ...none, lost: 3 } })).toBe('the control shows nothing duplicated');
  expect(verdictOf({ ...control, counts: { ...none, duplicated: 3 } })).toBeUndefined();
});

test('the table says what happened, and what is wrong below it', () => {
  const findings = ['lost: ann#3: acknowledged, not in the log'];
  const text = printRows([row, { ...row, counts: { ...none, lost: 1 }, findings }]);
  expect(text).toMatch(/client killed +8 +5 +1,000 +990 +992 +0 +10 +0 +0 +0 +0 +0 +1\.23 s +1 +1 +yes/);
  expect(text).toContain('✗ client killed: 1 lost\n    lost: ann#3: acknowledged, not in the log');
});

test('a page gets the table between its markers', () => {
  const page = 'before\n<!-- faults: written by `npm run faults -- --docs` -->\nold\n<!-- /faults -->\nafter';
  const next = replaceSection(page, SECTION, markdownRows([row, control]));
  expect(next).toMatch(/^before\n[\s\S]*\| client killed \|[\s\S]*\| control: without dedupe \|[\s\S]*\nafter$/);
  expect(next).not.toContain('old');
  expect(() => replaceSection('none', SECTION, '')).toThrow('needs the lines');
});
