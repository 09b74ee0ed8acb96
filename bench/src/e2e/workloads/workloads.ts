import { away } from './away.ts';
import { burst } from './burst.ts';
import { crowd } from './crowd.ts';
import { latency } from './latency.ts';
import { many } from './many.ts';
import type { Workload } from './workload.ts';

/** By the name that targets have for them. */
export type Workloads = Readonly<Record<'latency' | 'burst' | 'away' | 'crowd' | 'many', Workload>>;

export const FULL: Workloads = {
  latency: latency(1_000, 300),
  burst: burst(10_000, 3_000),
  away: away(10_000),
  crowd: crowd(200, 20),
  many: many(50, 100, 20),
};

/** A tenth: to see whether everything works. */
export const QUICK: Workloads = {
  latency: latency(100, 30),
  burst: burst(1_000, 300),
  away: away(1_000),
  crowd: crowd(20, 5),
  many: many(5, 100, 20),
};
