import type { Pace } from '../device/part.ts';

/** Keeps writes under way all the time, for a while after each start: a kill is to find one. */
export const EAGER: Pace = { burst: 250, unresolvedMost: 2, everyMs: 50, each: 1, unsentMost: 200 };
/** Writes all the time, little enough that the whole of it can be compared often. */
export const CALM: Pace = { burst: 0, unresolvedMost: 0, everyMs: 40, each: 1, unsentMost: 200 };
/** A load of small bursts: what a server is to be killed under. */
export const LOAD: Pace = { burst: 0, unresolvedMost: 0, everyMs: 40, each: 2, unsentMost: 200 };
