import type { Mutant } from './mutant.ts';
import { OUTBOX } from './outbox.ts';
import { RECEIVE } from './receive.ts';
import { SERVER } from './server.ts';
import { STORAGE } from './storage.ts';
import { SYNC } from './sync.ts';

/** Every bug that must be found. The lease comes with the tabs: there is none to leave unchecked yet. */
export const MUTANTS: readonly Mutant[] = [...OUTBOX, ...RECEIVE, ...SYNC, ...STORAGE, ...SERVER];
