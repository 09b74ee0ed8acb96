/** What went wrong in one run. */
export interface Failure {
  readonly seed: number;
  /** Of SPEC.md; `uncaught` where code threw and nobody caught it, `hung` where a run did not come to its end. */
  readonly rule: string;
  readonly found: string;
}
