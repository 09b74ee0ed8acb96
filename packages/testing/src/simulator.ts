export { expandSeed, KINDS, type Kinds } from './simulator/expand.ts';
export { INVARIANTS } from './simulator/invariants/all.ts';
export { type Outcome, type RunOptions, runPlan, type Violation } from './simulator/run-plan.ts';
