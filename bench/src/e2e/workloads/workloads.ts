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
