import { TidemarkError } from '@tidemark/core';
import { expect, test } from 'vitest';
import type { LogEvent } from './log-event.ts';
import { exportLines, lineOf, matches } from './log-line.ts';

const opId = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001';
const moved: LogEvent = {
  ...{ kind: 'op-moved', at: 0, opId, stream: 'conversation:c1', collection: 'message' },
  ...{ from: 'inflight', to: 'failed', attempts: 2, code: 'op/forbidden' },
};
const status: LogEvent = { kind: 'sync-changed', at: 1, status: { kind: 'offline', why: ['no-network'] } };
const error = new TidemarkError('storage/closed', 'The database is closed', {} as never);
const failed: LogEvent = { kind: 'failed', at: 2, error };

test('[DEV-5] an event is one line, and its tone says how it went', () => {
  expect([moved, status].map(lineOf)).toEqual([
    { tone: 'bad', text: 'message …ffff0001 · inflight → failed · try 2 · op/forbidden' },
    { tone: 'warn', text: 'offline · no-network' },
  ]);
});

test('[DEV-5] a filter is words that all stand in what an entry shows or holds, in any case', () => {
  const entry = { n: 1, event: moved };
  const found = ['', ' ', 'OP-moved', 'failed forbidden', opId, 'conversation:c1', 'offline', 'failed offline'];
  expect(found.map((filter) => matches(entry, filter))).toEqual([true, true, true, true, true, true, false, false]);
});

test('[DEV-5] the export is a line of JSON an entry, errors with their code', () => {
  const lines = exportLines([
    { n: 7, event: status },
    { n: 8, event: failed },
  ]);
  expect(lines.endsWith('\n')).toBe(true);
  expect(
    lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { n: 7, time: '1970-01-01T00:00:00.001Z', ...status },
    expect.objectContaining({ n: 8, error: expect.objectContaining({ code: 'storage/closed' }) }),
  ]);
});
