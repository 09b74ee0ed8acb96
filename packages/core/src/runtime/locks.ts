/** Mutual exclusion among the tabs of a profile, in the manner of the Web Locks API. */
export interface Locks {
  /** Runs `held` while holding `name`; waits for it unless `signal` aborts. */
  request<Held>(name: string, signal: AbortSignal, held: () => Promise<Held>): Promise<Held>;
}
