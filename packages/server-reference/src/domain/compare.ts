import type { Op } from '@tidemark/protocol';
import type { StoredRow } from '../log/log.ts';
import { type Decision, refuse } from './decision.ts';

/** Refuses an op whose `baseRev` is not the row's; a tombstone also counts as a row that does not exist (PRO-20). */
export function conflict(op: Op, row: StoredRow | undefined): Decision | undefined {
  if (op.baseRev === undefined || op.baseRev === (row?.rev ?? 0)) return undefined;
  if (op.baseRev === 0 && row?.body === null) return undefined;
  return refuse('op/conflict', `The row is at rev ${row?.rev ?? 0}, not ${op.baseRev}.`, row);
}
