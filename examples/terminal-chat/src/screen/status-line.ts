import type { OutboxEntry, SyncStatus } from '@tidemark/core';
import { type Line, span } from './line.ts';
import { away, bad, busy, good, quiet } from './palette.ts';

const REASONS: Readonly<Record<string, string>> = {
  'transport/failed': 'no server',
  'transport/closed': 'connection lost',
  'no-network': 'no network',
  starting: 'starting',
};

/** Where the sync engine stands. `nowMs` is monotonic. */
export function statusLine(sync: SyncStatus, nowMs: number): Line {
  switch (sync.kind) {
    case 'live':
      return [span('● live', good)];
    case 'catching-up':
      return [span(`◐ catching up, ${sync.left} to go`, busy)];
    case 'connecting':
      return [span(`◌ connecting${sync.attempt > 1 ? `, attempt ${sync.attempt}` : ''}`, busy)];
    case 'offline': {
      const why = sync.why.map((reason) => REASONS[reason] ?? reason).join(', ');
      return [span(`○ offline: ${why}`, away), ...retry(sync.retryAtMs, nowMs)];
    }
    case 'refused':
      return [span(`✗ refused: ${sync.message} (${sync.code})`, bad)];
  }
}

function retry(atMs: number | undefined, nowMs: number): Line {
  if (atMs === undefined) return [];
  const seconds = Math.max(0, Math.ceil((atMs - nowMs) / 1000));
  return [span(seconds === 0 ? ' · trying again' : ` · again in ${seconds} s`, quiet)];
}

/** What the server has not confirmed: a clock or a warning each, oldest first. */
export function outboxLine(outbox: readonly OutboxEntry[]): Line {
  if (outbox.length === 0) return [span('outbox empty', quiet)];
  const failed = outbox.filter(({ status }) => status !== 'pending').length;
  const waiting = outbox.length - failed;
  const marks = outbox.slice(0, 12).map(({ status }) => (status === 'pending' ? span('◷', busy) : span('⚠', bad)));
  const more = outbox.length > 12 ? '…' : '';
  const counts = [waiting > 0 ? `${waiting} waiting` : '', failed > 0 ? `${failed} failed` : ''];
  return [span('outbox ', quiet), ...marks, span(`${more} ${counts.filter(Boolean).join(', ')}`, failed ? bad : busy)];
}
