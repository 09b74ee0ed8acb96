import './server-control.css';
import type { ReactElement } from 'react';
import { useSecondsUntil } from '../chat/shell/use-seconds-until.ts';
import type { ServerLatest, ServerLink } from './server-link.ts';
import { useServer } from './use-server.ts';

/** The server's state in words, and the button that kills it. */
export function ServerControl({ server }: { readonly server: ServerLink }): ReactElement {
  const latest = useServer(server);
  const seconds = useSecondsUntil(latest?.kind === 'killed' ? latest.backAtMs : undefined);
  const isUp = latest?.kind === 'up' && !latest.isLost;
  const isFailed = latest?.kind === 'failed' && !latest.isLost;
  const outage = Math.round((latest?.outageMs ?? 10_000) / 1_000);
  const ask = (): void => {
    (isFailed ? server.restart() : server.kill()).catch(console.error);
  };
  return (
    <div className="server-control" data-state={latest?.isLost ? 'failed' : (latest?.kind ?? 'starting')}>
      <output className="server-state">{wordsOf(latest, seconds)}</output>
      <button type="button" className="alert-button" disabled={!isUp && !isFailed} onClick={ask}>
        {isFailed ? 'Start the server again' : `Kill the server for ${outage} s`}
      </button>
    </div>
  );
}

function wordsOf(latest: ServerLatest | undefined, seconds: number | undefined): string {
  if (latest === undefined) return 'Looking for the server';
  if (latest.isLost) return 'npm start has ended';
  switch (latest.kind) {
    case 'up':
      return 'Server up';
    case 'killed':
      return seconds ? `Server killed, back in ${seconds} s` : 'Server killed';
    case 'starting':
      return latest.why === undefined ? 'Server starting' : `Server starting again: ${latest.why}`;
    case 'failed':
      return `Server given up: ${latest.why}`;
    case 'stopped':
      return 'Server stopped';
  }
}
