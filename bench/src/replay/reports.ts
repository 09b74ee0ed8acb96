import type { Buckets } from './histogram.ts';
import type { Account } from './whole/account.ts';
import type { Found } from './whole/grep.ts';

/** Where a client stands. */
export interface Stand {
  /** Own messages in its database, pending ones included. */
  readonly sent: number;
  /** Own messages confirmed by the server. */
  readonly confirmed: number;
  /** Messages of the server in its database. */
  readonly stored: number;
  /** Rows in its outbox. */
  readonly unsent: number;
  /** What is still to be begun: own lines, and all else of the plan. */
  readonly ahead: number;
  /** When its first send was called and when nothing was left to do; milliseconds since 1970. */
  readonly firstSendAt?: number | undefined;
  readonly completeAt?: number | undefined;
}

export const LATENCIES = ['visible', 'durable', 'stored'] as const;
export type Latency = (typeof LATENCIES)[number];

/** What a child process tells the replay: never once a message, only at intervals. */
export type Report =
  /**
   * What a restart found. `resolved`: sends that had resolved before; `lostResolved`: ids of those that the database
   * does not hold; `unsent`: ops that were not confirmed.
   */
  | {
      readonly type: 'ready';
      readonly resolved: number;
      readonly lostResolved: readonly string[];
      readonly unsent: number;
    }
  | { readonly type: 'stand'; readonly stand: Stand; readonly latencies: Readonly<Record<Latency, Buckets>> }
  | { readonly type: 'answer'; readonly answer: Answer }
  /** Something that ends the run. */
  | { readonly type: 'trouble'; readonly message: string };

/** What the whole corpus is asked for in the end: to read what is left to read, what is shown, what is found. */
export type Question = 'settle' | 'account' | 'search';

export interface Answer {
  readonly account?: Account | undefined;
  readonly found?: readonly Found[] | undefined;
}

/** `allow`: this share of the own messages may be sent by now. */
export type Command =
  | { readonly type: 'allow'; readonly share: number }
  | { readonly type: 'ask'; readonly question: Question }
  | { readonly type: 'close' };
