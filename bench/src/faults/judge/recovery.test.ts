import { expect, test } from 'vitest';
import type { Entry } from '../device/entry.ts';
import { createHistory } from '../device/history.ts';
import type { HitFault } from './evidence.ts';
import { recoveryMs } from './recovery.ts';

/** Both write every 10 ms; what ann writes is confirmed, and what bob writes reaches her, only from 500 on. */
function arrange() {
  const ann = createHistory('ann');
  const bob = createHistory('bob');
  for (let n = 0; n < 60; n++) {
    const at = n * 10;
    const doneMs = Math.max(at + 5, 500);
    ann.take([{ is: 'try', n, id: `a${n}`, at }]);
    bob.take([{ is: 'try', n, id: `b${n}`, at }]);
    const entries: Entry[] = [
      { is: 'sent', n, ord: n, at: doneMs },
      { is: 'got', from: 'bob', n, at: doneMs + 20 },
    ];
    ann.take(entries);
  }
  return [ann, bob];
}

const fault = (atMs: number, healedMs: number, users: readonly string[] = ['ann']): HitFault => ({
  kind: 'down',
  users,
  atMs,
  healedMs,
});

test('a recovery lasts until both ways carry what was written since', () => {
  const only = fault(100, 200);
  expect(recoveryMs(only, [only], arrange())).toBe(320);
});

test('one that was cut short by the next fault of the same device is not measured', () => {
  const first = fault(100, 200);
  expect(recoveryMs(first, [first, fault(300, 310)], arrange())).toBeUndefined();
  expect(recoveryMs(first, [first, fault(300, 310, ['bob'])], arrange())).toBe(320);
});

test('one that never came is not measured: that the end was reached is judged elsewhere', () => {
  const late = fault(5_000, 5_100);
  expect(recoveryMs(late, [late], arrange())).toBeUndefined();
});
