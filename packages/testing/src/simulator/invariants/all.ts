import type { Invariant } from '../hooks.ts';

export const INVARIANTS: readonly Invariant[] = [];
