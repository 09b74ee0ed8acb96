import type { Plan, Settings, Step } from './plan.ts';

export interface ShrinkOptions {
  /** Runs the plan, and tells whether what is looked for still happens. */
  readonly isStill: (plan: Plan) => Promise<boolean>;
  /** Runs at most. Default: 1,000. */
  readonly mostRuns?: number | undefined;
}

/**
 * Makes a failing plan small: delta debugging over its steps (Zeller and Hildebrandt, "Simplifying and Isolating
 * Failure-Inducing Input", 2002), then plainer settings, then both again until neither gives anything. Each step has its
 * own chance, so the ones that stay do what they did.
 */
export async function shrinkPlan(plan: Plan, { isStill, mostRuns = 1_000 }: ShrinkOptions): Promise<Plan> {
  let left = mostRuns;
  const holds = async (candidate: Plan): Promise<boolean> => left-- > 0 && isStill(candidate);
  let kept = plan;
  for (;;) {
    const before = kept;
    const steps = await fewest(kept.steps, (fewer) => holds({ ...before, steps: fewer }));
    kept = await plainest({ ...kept, steps }, holds);
    const isSmaller = kept.steps.length < before.steps.length || kept.settings !== before.settings;
    if (!isSmaller || left <= 0) return kept;
  }
}

/** No item of the result can be left out. */
async function fewest<Item>(
  items: readonly Item[],
  holds: (fewer: readonly Item[]) => Promise<boolean>,
): Promise<readonly Item[]> {
  let kept = items;
  let parts = 2;
  while (kept.length > 0) {
    const size = Math.ceil(kept.length / parts);
    let fewer: readonly Item[] | undefined;
    for (let at = 0; at < kept.length && !fewer; at += size) {
      const without = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (await holds(without)) fewer = without;
    }
    if (fewer) {
      kept = fewer;
      parts = Math.max(parts - 1, 2);
    } else if (size <= 1) return kept;
    else parts = Math.min(kept.length, parts * 2);
  }
  return kept;
}

async function plainest(plan: Plan, holds: (candidate: Plan) => Promise<boolean>): Promise<Plan> {
  let kept = plan;
  for (const candidateOf of PLAINER) {
    const candidate = candidateOf(kept);
    if (candidate && JSON.stringify(candidate) !== JSON.stringify(kept) && (await holds(candidate))) kept = candidate;
  }
  return kept;
}

const set =
  (settings: Partial<Settings>) =>
  (plan: Plan): Plan => ({ ...plan, settings: { ...plan.settings, ...settings } });

/** One thing less to think about each. */
const PLAINER: readonly ((plan: Plan) => Plan | undefined)[] = [
  withOneDeviceLess,
  withOneDeviceLess,
  withOneDeviceLess,
  withOneUserLess,
  (plan) => set({ skewMs: plan.settings.devices.map(() => 0) })(plan),
  set({ storageMs: [0, 0] }),
  set({ latencyMs: [0, 0] }),
  set({ opsPerSecond: 0 }),
  set({ opsPerPush: 500 }),
  set({ pageSize: 50 }),
  set({ prefetch: 20 }),
  set({ backfill: false }),
  set({ catchUpRevs: 1_000 }),
  set({ pageRows: undefined }),
  set({ bufferedBytes: 8_388_608 }),
  set({ cacheBytes: 100_000_000 }),
  set({ tokenMs: 3_600_000 }),
  (plan) =>
    set({ faults: plan.settings.faults.filter((fault) => plan.steps.some(({ kind }) => kind === fault)) })(plan),
  (plan) => set({ lastsMs: lastMs(plan.steps) + 1 })(plan),
  (plan) => ({ ...plan, steps: plan.steps.map(withAmountOne) }),
];

/** The last device goes where no step needs it. */
function withOneDeviceLess(plan: Plan): Plan | undefined {
  const { devices, skewMs } = plan.settings;
  const last = devices.length - 1;
  if (last < 1 || plan.steps.some(({ device }) => device === last)) return undefined;
  return set({ devices: devices.slice(0, last), skewMs: skewMs.slice(0, last) })(plan);
}

function withOneUserLess(plan: Plan): Plan | undefined {
  const { users, devices } = plan.settings;
  const isNeeded = (who: string): boolean => devices.includes(who) || plan.steps.some(({ user }) => user === who);
  return set({ users: users.filter(isNeeded) })(plan);
}

const lastMs = (steps: readonly Step[]): number => Math.max(0, ...steps.map(({ atMs }) => atMs));

/** Chances lie below one and stay what they are. */
const withAmountOne = (step: Step): Step => ((step.amount ?? 0) > 1 ? { ...step, amount: 1 } : step);
