import { expect, test } from 'vitest';
import { checkRules } from './check-rules.ts';
import { tempWorkspace } from './temp-workspace.ts';

const SPEC = 'packages/core/SPEC.md';
const TEST = 'packages/core/src/outbox/drain.test.ts';
const SUITE = 'packages/testing/src/storage-checks.ts';

function errorsOf(files: Readonly<Record<string, string>>): readonly string[] {
  using workspace = tempWorkspace(files);
  return checkRules(workspace.root).errors;
}

test('agrees when every rule has a test and every test a rule', () => {
  const files = {
    [SPEC]: '# Spec\n\n- **OUT-1** Order.\n- OUT-2 Retry, see **OUT-1** and\n  PRO-1.\n### OUT-3 Lanes\n',
    'packages/protocol/PROTOCOL.md': '**PRO-1** Hello.\n```\n- **PRO-9** an example\n```\n',
    [TEST]: `
      test('[OUT-1] keeps order', () => {});
      test.each([1, 2])('[OUT-2, OUT-3] case %i', () => {});
      for (const { name, run } of checks) test(name, run);
      test(\`[OUT-1][OUT-3] with \${x}\`, () => {});`,
    [SUITE]: "export const checks = [{ name: '[PRO-1] greets', run: async () => {} }];",
    'scripts/a.test.ts': "test('needs no rule', () => {});",
    'bench/src/a.test.ts': "test('needs no rule', () => {});",
  };
  expect(errorsOf(files)).toEqual([]);
});

test('lists a rule without a test', () => {
  expect(errorsOf({ [SPEC]: '\n- **OUT-1** Order.' })).toEqual([`${SPEC}:2 OUT-1 has no test`]);
});

test('lists a test that names an undefined rule, in tests and in suites', () => {
  const found = errorsOf({
    [TEST]: "test('[OUT-7] a', () => {});",
    [SUITE]: "add('[STO-8] b', async () => {});",
  });
  expect(found).toEqual([
    `${TEST}:1 OUT-7 is not defined: '[OUT-7] a'`,
    `${SUITE}:1 STO-8 is not defined: '[STO-8] b'`,
  ]);
});

test('lists titles that name no rule, in tests and in suites', () => {
  const found = errorsOf({
    [TEST]: "it('keeps order', () => {});\ntest.each([1])('case %i', () => {});",
    [SUITE]: "export const checks = [{ name: 'reads', run() {} }];",
  });
  expect(found).toEqual([
    `${TEST}:1 the title names no rule: 'keeps order'`,
    `${TEST}:2 the title names no rule: 'case %i'`,
    `${SUITE}:1 the title names no rule: 'reads'`,
  ]);
});

test('lists a rule that is defined twice', () => {
  const files = {
    [SPEC]: '- **OUT-1** Order.',
    'packages/protocol/PROTOCOL.md': '- **OUT-1** Again.',
    [TEST]: "test('[OUT-1] a', () => {});",
  };
  expect(errorsOf(files)).toEqual([`packages/protocol/PROTOCOL.md:1 OUT-1 is defined twice, first in ${SPEC}:1`]);
});

test.each(['skip', 'todo', 'only', 'fails'])('lists a test marked %s, which shows no rule', (mark) => {
  const found = errorsOf({ [SPEC]: '- **OUT-1** Order.', [TEST]: `test.${mark}('[OUT-1] a', () => {});` });
  expect(found).toEqual([`${SPEC}:1 OUT-1 has no test`, `${TEST}:1 the test is marked ${mark}: '[OUT-1] a'`]);
});

test('takes titles from the tables that tests are made of', () => {
  const text = "const cases = [['[OUT-1] one'], ['[OUT-1] two']];\ntest.each(cases)('%s', () => {});";
  expect(errorsOf({ [SPEC]: '- **OUT-1** Order.', [TEST]: text })).toEqual([]);
});
