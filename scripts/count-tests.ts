import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What this script reads of vitest's json report. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string | undefined;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** Counts tests for .ci/run. A file that does not load and a test that was skipped count as failed, and are named. */
export function countTests(report: Report): {
  readonly passed: number;
  readonly failed: number;
  readonly notes: readonly string[];
} {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const passed = tests.filter((test) => test.status === 'passed').length;
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const notes = [
    ...broken.map((file) => `did not load: ${file.name} ${file.message ?? ''}`.trim()),
    ...tests.filter((test) => test.status !== 'passed').map((test) => `${test.status}: ${test.fullName}`),
  ];
  return { passed, failed: tests.length - passed + broken.length, notes };
}

if (import.meta.main) {
  const path = process.argv[2] ?? join(import.meta.dirname, '../reports/vitest.json');
  const { passed, failed, notes } = countTests(JSON.parse(readFileSync(path, 'utf8')) as Report);
  for (const note of notes) console.log(note);
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
}
