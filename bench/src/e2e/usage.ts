/** What a process has used so far: processor time of all its threads, and memory now. */
export interface Usage {
  readonly cpuUs: number;
  readonly rssKb: number;
  /** Of that, what its objects take, buffers included. */
  readonly heapKb: number;
}

/** Asked for `rested`, after a collection of garbage, where the process allows it (`--expose-gc`). */
export function usageNow(asked?: unknown): Usage {
  if (asked === 'rested') globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { cpuUs: user + system, rssKb: rss / 1024, heapKb: (heapUsed + external) / 1024 };
}

/** The clock that all processes of a machine share, in milliseconds. */
export const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;
