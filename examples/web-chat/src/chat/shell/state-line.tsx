import './state-line.css';
import type { SyncStatus } from '@tidemark/core';
import { useSyncStatus } from '@tidemark/react';
import type { ReactElement } from 'react';
import { useSecondsUntil } from './use-seconds-until.ts';

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
      return seconds === undefined ? 'Offline' : `Offline · ${seconds} s`;
    case 'refused':
      return `Refused: ${status.message}`;
  }
}
