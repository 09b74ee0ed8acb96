export type { AppHere, AppOptions, AppPlace, AppStep, StoragePlace } from './simulator/app-under-test.ts';
export { describeRun } from './simulator/describe-run.ts';
export { expandSeed, featuresOf, KINDS, type Kinds } from './simulator/expand.ts';
export type { Hooks, Invariant, WorldView } from './simulator/hooks.ts';
export { INVARIANTS } from './simulator/invariants/all.ts';
export { conversationId, type Plan, type Settings, type Step } from './simulator/plan.ts';
export { type Outcome, type RunOptions, runPlan, type Violation } from './simulator/run-plan.ts';
export { type ShrinkOptions, shrinkPlan } from './simulator/shrink-plan.ts';
export { type Simulated, type SimulatedFailure, type SimulateOptions, simulate } from './simulator/simulate.ts';
