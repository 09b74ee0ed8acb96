import { expect, test } from 'vitest';
import { createProgress } from './progress.ts';

function tellEverySecond(isTTY: boolean, seconds: number): readonly string[] {
  const written: string[] = [];
  let nowMs = 0;
  const progress = createProgress({ isTTY, columns: 9, write: (text) => written.push(text) }, () => nowMs);
  for (let n = 1; n <= seconds; n++) {
    nowMs += 1_000;
    progress.tell(`${n} of ${seconds}, or so`);
  }
  progress.note('so far');
  progress.end();
  return written;
}

test('on a terminal one line is rewritten, no wider than it, and is gone in the end', () => {
  expect(tellEverySecond(true, 2)).toEqual(['\r\x1b[K1 of 2, ', '\r\x1b[K2 of 2, ', '\r\x1b[Kso far\n', '\r\x1b[K']);
});

test('in a file a line of its own is written every ten seconds at most, and nothing is drawn', () => {
  expect(tellEverySecond(false, 9)).toEqual(['so far\n']);
  expect(tellEverySecond(false, 25)).toEqual(['10 of 25, or so\n', '20 of 25, or so\n', 'so far\n']);
});

test('on a terminal what comes faster than an eye is left out', () => {
  const written: string[] = [];
  let nowMs = 0;
  const progress = createProgress({ isTTY: true, write: (text) => written.push(text) }, () => nowMs);
  for (; nowMs < 1_000; nowMs += 10) progress.tell(`${nowMs}`);
  expect(written).toHaveLength(5);
});
