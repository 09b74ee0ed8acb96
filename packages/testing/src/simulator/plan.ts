/** What one run does: every step with its time, so that a plan can be read, kept, cut down and run again. */
export interface Plan {
  readonly seed: number;
  readonly settings: Settings;
  readonly steps: readonly Step[];
}

/** What holds for a whole run. */
export interface Settings {
  /** Users' names; the first has two devices when there are more devices than users. */
  readonly users: readonly string[];
  /** The user each device begins with. */
  readonly devices: readonly string[];
  /** When steps end and the network heals. */
  readonly lastsMs: number;
  readonly latencyMs: readonly [number, number];
  readonly storageMs: readonly [number, number];
  readonly heartbeatMs: number;
  readonly catchUpRevs: number;
  /** Rows that the server puts into one answer, at most: less than what is missing leaves a gap. */
  readonly pageRows?: number | undefined;
  readonly opsPerPush: number;
  readonly bufferedBytes: number;
  readonly opsPerSecond: number;
  readonly pageSize: number;
  readonly prefetch: number;
  readonly backfill: boolean;
  readonly onFailure: 'block' | 'skip';
  readonly cacheBytes: number;
  /** The conversation that the app pins, if any. */
  readonly pinned?: string | undefined;
  readonly tokenMs: number;
  /** What each device's wall clock is off by. */
  readonly skewMs: readonly number[];
  /** The kinds of faults this run draws from. */
  readonly faults: readonly string[];
  /** The kinds of features this run draws from; absent: none. */
  readonly features?: readonly string[] | undefined;
}

/** One thing that happens. Its chance is its own, so the other steps do the same without it. */
export interface Step {
  readonly id: number;
  readonly atMs: number;
  readonly kind: string;
  /** The device it happens to, if to one. */
  readonly device?: number | undefined;
  /** The number of a conversation. */
  readonly conversation?: number | undefined;
  /** How long it lasts. */
  readonly forMs?: number | undefined;
  /** How many, how often or how likely, as the kind says. */
  readonly amount?: number | undefined;
  readonly user?: string | undefined;
  readonly how?: string | undefined;
}

/** The id of the plan's nth conversation. */
export const conversationId = (number: number): string => `01900000-0000-7000-8000-00000000000${number}`;

/** The conversation that everybody reads privately in a run with the feature `read-privately`. */
export const PRIVATE: string = conversationId(1);

/** How fast what is written leaves a device, in a run with the feature `send-many`; else as fast as it goes. */
export const paceOf = ({
  features = [],
}: Settings): { readonly ratePerSecond: number; readonly burst: number } | undefined =>
  features.includes('send-many') ? { ratePerSecond: 2, burst: 6 } : undefined;
