import type { History } from '../device/history.ts';
import type { HitFault } from './evidence.ts';

/**
 * How long after the cause of a fault was gone until each device it hit was whole again: something it wrote since then
 * is confirmed, and something that another wrote since then has reached it. Undefined for a fault that was followed by
 * the next one first.
 */
export function recoveryMs(
  fault: HitFault,
  faults: readonly HitFault[],
  histories: readonly History[],
): number | undefined {
  const hit = histories.filter(({ user }) => fault.users.includes(user));
  const wholeMs = Math.max(...hit.map((history) => wholeAgainMs(history, histories, fault.healedMs)));
  const isCutShort = faults.some(
    ({ users, atMs }) => atMs > fault.atMs && atMs < wholeMs && users.some((user) => fault.users.includes(user)),
  );
  return isCutShort || !Number.isFinite(wholeMs) ? undefined : wholeMs - fault.healedMs;
}

function wholeAgainMs(history: History, histories: readonly History[], healedMs: number): number {
  let confirmedMs = Number.POSITIVE_INFINITY;
  for (const [n, { at }] of history.sent) {
    if ((history.tried.get(n)?.at ?? 0) >= healedMs) confirmedMs = Math.min(confirmedMs, at);
  }
  const others = new Map(histories.map(({ user, tried }) => [user, tried]));
  const heard = history.got.find(
    ({ from, n, at }) => at >= healedMs && (others.get(from)?.get(n)?.at ?? 0) >= healedMs,
  );
  return Math.max(confirmedMs, heard?.at ?? Number.POSITIVE_INFINITY);
}
