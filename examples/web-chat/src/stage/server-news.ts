/** What the start program tells its page of the server. */
export interface ServerNews {
  readonly kind: 'up' | 'killed' | 'starting' | 'failed' | 'stopped';
  /** Where clients connect: `ws://…/sync`. */
  readonly url: string;
  /** How long a killed one is gone. */
  readonly outageMs: number;
  /** While it is killed: how long still. */
  readonly backInMs?: number | undefined;
  readonly why?: string | undefined;
}
