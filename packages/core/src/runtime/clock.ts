/** Two times: one to show, one to measure with. Nothing is ordered by either. */
export interface Clock {
  /** Milliseconds since 1970, as this device believes. May jump in both directions. */
  now(): number;
  /** Milliseconds since some start. Never falls. */
  monotonicMs(): number;
}
