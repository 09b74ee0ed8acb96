import { createHistogram, type Histogram } from './histogram.ts';
import { LATENCIES, type Latency, type Report, type Stand } from './reports.ts';

/** What the children told so far, added up. */
export interface Score {
  take(client: number, report: Report): void;
  sent(): number;
  confirmed(): number;
  stored(): number;
  stands(): readonly Stand[];
  /** Everybody holds everything and owes nothing. */
  isComplete(): boolean;
  readonly latencies: Readonly<Record<Latency, Histogram>>;
  /** Ids whose resolved send a kill undid. */
  readonly lostResolved: Set<string>;
  /** After kills: resolved sends looked up, each as often as its client was killed, and ops found unconfirmed. */
  foundAfterKills(): { readonly resolved: number; readonly unsent: number };
  /** From the first send until the last client was complete. */
  tookMs(): number | undefined;
}

const none: Stand = { sent: 0, confirmed: 0, stored: 0, unsent: 0, ahead: 1 };

/** `own`: how many messages each client sends. */
export function createScore(own: readonly number[]): Score {
  const messages = own.reduce((sum, count) => sum + count, 0);
  // What a client told before it was killed says nothing of the one that came after.
  const fresh = new Set<number>();
  const stands: Stand[] = own.map(() => none);
  const latencies = Object.fromEntries(LATENCIES.map((name) => [name, createHistogram()])) as Score['latencies'];
  const lostResolved = new Set<string>();
  const sum = (field: 'sent' | 'confirmed' | 'stored'): number => stands.reduce((n, stand) => n + stand[field], 0);
  const found = { resolved: 0, unsent: 0 };
  let firstSendAt = Number.POSITIVE_INFINITY;
  return {
    latencies,
    lostResolved,
    stands: () => stands,
    sent: () => sum('sent'),
    confirmed: () => sum('confirmed'),
    stored: () => sum('stored'),
    isComplete: () =>
      stands.every(
        ({ stored, confirmed, unsent, ahead }, client) =>
          fresh.has(client) && stored >= messages && confirmed === own[client] && unsent === 0 && ahead === 0,
      ),
    take(client, report) {
      if (report.type === 'ready') {
        fresh.delete(client);
        found.resolved += report.resolved;
        found.unsent += report.unsent;
        for (const id of report.lostResolved) lostResolved.add(id);
      }
      if (report.type !== 'stand') return;
      stands[client] = report.stand;
      fresh.add(client);
      firstSendAt = Math.min(firstSendAt, report.stand.firstSendAt ?? firstSendAt);
      for (const name of LATENCIES) latencies[name].merge(report.latencies[name]);
    },
    foundAfterKills: () => found,
    tookMs() {
      const ends = stands.map(({ completeAt }) => completeAt ?? 0);
      const took = Math.max(...ends) - firstSendAt;
      return took > 0 && Number.isFinite(took) ? took : undefined;
    },
  };
}
