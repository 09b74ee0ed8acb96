export { describeRun } from './simulator/describe-run.ts';
export { expandSeed, KINDS, type Kinds } from './simulator/expand.ts';
export { INVARIANTS } from './simulator/invariants/all.ts';
export type { Plan, Settings, Step } from './simulator/plan.ts';
export { type Outcome, type RunOptions, runPlan, type Violation } from './simulator/run-plan.ts';
export { type ShrinkOptions, shrinkPlan } from './simulator/shrink-plan.ts';
