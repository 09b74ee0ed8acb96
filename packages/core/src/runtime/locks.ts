/** Mutual exclusion among the tabs of a profile, in the manner of the Web Locks API. */
export interface Locks {
  /** Runs `held` while holding `name`; waits for it unless `signal` aborts. */
  request<Held>(name: string, signal: AbortSignal, held: () => Promise<Held>): Promise<Held>;
  /**
   * Runs `held` at once and while holding `name`, whoever held it: their request rejects, though what they were doing goes
   * on unaware. Those who wait go on waiting.
   */
  steal<Held>(name: string, held: () => Promise<Held>): Promise<Held>;
}
