import { type Findings, faultsOf } from './compare.ts';
import type { Histogram } from './histogram.ts';
import { LATENCIES, type Latency } from './reports.ts';
import { type WholeFindings, wholeFaultsOf } from './whole/inquire.ts';

/** What the run came to. */
export interface Outcome {
  readonly messages: number;
  readonly conversations: number;
  readonly clients: number;
  /** Faults that hit, by kind. */
  readonly cuts: Readonly<Record<string, number>>;
  readonly seed: string;
  /** Why the run ended before everybody had everything. */
  readonly broken?: string | undefined;
  readonly tookMs: number | undefined;
  /** Messages a second, from the first send until everybody holds everything. */
  readonly rate: number | undefined;
  /** After kills: resolved sends looked up, ops that were not confirmed yet, and resolved sends that were gone. */
  readonly foundAfterKills: { readonly resolved: number; readonly unsent: number };
  readonly lostResolved: number;
  readonly findings: readonly Findings[];
  readonly latencies: Readonly<Record<Latency, LatencyFigures>>;
  /** Of the whole corpus. */
  readonly whole?: WholeFindings | undefined;
}

export interface LatencyFigures {
  readonly count: number;
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

export function figuresOf(histogram: Histogram): LatencyFigures {
  return { count: histogram.count(), p50Ms: histogram.quantile(0.5), p99Ms: histogram.quantile(0.99) };
}

export function isFlawless({ findings, lostResolved, broken, whole }: Outcome): boolean {
  const shown = whole ? wholeFaultsOf(whole) : 0;
  return broken === undefined && lostResolved === 0 && shown === 0 && findings.every((each) => faultsOf(each) === 0);
}

const LATENCY_TITLES: Readonly<Record<Latency, string>> = {
  visible: 'visible at the sender',
  durable: 'durable at the sender',
  stored: 'stored at the others',
};

/** The outcome as people read it. */
export function printOutcome(outcome: Outcome): string {
  const { messages, conversations, clients, seed, tookMs, rate, foundAfterKills: found } = outcome;
  const cuts = Object.entries(outcome.cuts).map(([fault, count]) => `${count} × ${fault}`);
  const number = (value: number): string => Math.round(value).toLocaleString('en');
  const head = [
    `${number(messages)} messages in ${conversations} conversations, ${clients} clients, seed ${seed}`,
    `faults: ${cuts.length > 0 ? cuts.join(', ') : 'none'}`,
    ...(found.resolved > 0
      ? [
          `after kills ${number(found.resolved)} resolved sends were looked up, ${outcome.lostResolved} missing; ${number(found.unsent)} ops were unconfirmed`,
        ]
      : []),
    ...(tookMs === undefined || rate === undefined
      ? []
      : [`${(tookMs / 1000).toFixed(2)} s from the first send until all was everywhere: ${number(rate)} messages/s`]),
  ];
  const columns: readonly (readonly [string, (findings: Findings) => number])[] = [
    ['stored', ({ stored }) => stored],
    ['lost', ({ lost }) => lost],
    ['duplicated', ({ duplicated }) => duplicated],
    ['disordered', ({ disordered }) => disordered],
    ['altered', ({ altered }) => altered],
    ['ord holes', ({ holes }) => holes],
    ['divergent', ({ divergent }) => divergent],
    ['replies', ({ replies }) => replies],
    ['wrong', ({ wrongReplies }) => wrongReplies],
    ['unsent', ({ unsent }) => unsent],
  ];
  const table = [
    ['', ...columns.map(([title]) => title)],
    ...outcome.findings.map((each) => [each.name, ...columns.map(([, value]) => number(value(each)))]),
  ];
  const shown = outcome.whole ? wholeTable(outcome.whole, number) : [];
  const latencies = [
    ['from send to', 'p50', 'p99', 'of'],
    ...LATENCIES.map((name) => {
      const { count, p50Ms, p99Ms } = outcome.latencies[name];
      return [LATENCY_TITLES[name], duration(p50Ms), duration(p99Ms), number(count)];
    }),
  ];
  const lost = outcome.lostResolved > 0 ? [`✗ ${outcome.lostResolved} resolved sends were undone by a kill`] : [];
  const broken = outcome.broken === undefined ? [] : [`✗ ${outcome.broken}`];
  const verdict = isFlawless(outcome)
    ? '✓ nothing lost, duplicated or out of order; every reply points where it should'
    : '✗ not as it was sent';
  return [
    '',
    ...head,
    '',
    ...aligned(table),
    '',
    ...shown,
    ...aligned(latencies),
    '',
    ...lost,
    ...broken,
    verdict,
  ].join('\n');
}

function wholeTable({ events, accounts, words }: WholeFindings, number: (value: number) => string): readonly string[] {
  const titles = [
    'shown wrongly',
    'members',
    'of them wrong',
    'names, marks',
    'unread',
    'mentions',
    'hits',
    'words wrong',
  ];
  const rows = accounts.map(({ name, members, people, namesAndMarks, unread, mentions }, i) => {
    const { hits = 0, wrong = 0 } = words[i] ?? {};
    return [name, ...[members, people, namesAndMarks, unread, mentions, hits, wrong].map(number)];
  });
  const head = `beside the messages ${number(events)} joins, leaves, new names and reads; ${number(words[0]?.asked ?? 0)} words searched for`;
  return [head, '', ...aligned([titles, ...rows]), ''];
}

function duration(ms: number | undefined): string {
  if (ms === undefined) return '–';
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
}

/** The first column to the left, numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
