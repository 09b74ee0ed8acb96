import './state-line.css';
import type { SyncStatus } from '@tidemark/core';
import { useSyncStatus } from '@tidemark/react';
import { type ReactElement, useEffect, useState } from 'react';

/** Where the sync engine stands, in a few words. */
export function StateLine(): ReactElement {
  const status = useSyncStatus();
  const seconds = useSecondsUntil(status.kind === 'offline' ? status.retryAtMs : undefined);
  return (
    <span className="state-line" data-state={status.kind}>
      {wordsOf(status, seconds)}
    </span>
  );
}

function wordsOf(status: SyncStatus, seconds: number | undefined): string {
  switch (status.kind) {
    case 'live':
      return 'Up to date';
    case 'connecting':
      return 'Connecting';
    case 'catching-up':
      return 'Catching up';
    case 'offline':
      return seconds === undefined ? 'Offline' : `Offline, next try in ${seconds} s`;
    case 'refused':
      return `Refused: ${status.message}`;
  }
}

/** Whole seconds until a time of the page's own clock, as they go by. */
function useSecondsUntil(atMs: number | undefined): number | undefined {
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    if (atMs === undefined) return;
    setNowMs(performance.now());
    const timer = setInterval(() => setNowMs(performance.now()), 1_000);
    return () => clearInterval(timer);
  }, [atMs]);
  return atMs === undefined ? undefined : Math.max(0, Math.ceil((atMs - nowMs) / 1_000));
}
