import { expect, test } from 'vitest';
import { countTests } from './count-tests.ts';

test('counts what failed, was skipped or did not load as failed, and names it', () => {
  const report = {
    testResults: [
      {
        name: 'a.test.ts',
        status: 'failed',
        assertionResults: [
          { fullName: 'adds', status: 'passed' },
          { fullName: 'divides', status: 'failed' },
          { fullName: 'needs a server', status: 'pending' },
        ],
      },
      { name: 'b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
    ],
  };
  expect(countTests(report)).toEqual({
    passed: 1,
    failed: 3,
    notes: ['did not load: b.test.ts no such module', 'failed: divides', 'pending: needs a server'],
  });
});
