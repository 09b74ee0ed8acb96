import type { Want } from '@tidemark/protocol';
import { type Gap, gapsBetween } from './ranges.ts';
import type { StreamState } from './stream-state.ts';

/** Why a stream is looked after. */
export interface Interest {
  /** Somebody needs it here: it is opened, recent, or one's own. */
  readonly held: boolean;
  /** Messages somebody looks at and the device does not hold. */
  readonly gap?: Gap | undefined;
  /** Fetch all its history. */
  readonly backfill: boolean;
  /** It must be asked for once a session, so that the server tells of its changes. */
  readonly subscribe: boolean;
}

/**
 * The one thing to ask for next about a stream, or nothing: first where it stands, then what is looked at, then what
 * may have changed behind a jump, then history.
 */
export function nextWant(state: StreamState, interest: Interest): Want | undefined {
  if (state.gone) return undefined;
  const { cursor, head } = state;
  if (!cursor || state.resetTo) return interest.held ? { kind: 'newest', sinceRev: 0, marksRev: 0 } : undefined;
  const moved =
    head !== undefined && (head.rev > cursor.rev || head.marksRev > state.marksRev || head.epoch !== cursor.epoch);
  if (moved || interest.subscribe) return { kind: 'since', rev: cursor.rev, marksRev: state.marksRev };
  if (interest.gap) {
    const missing = gapsBetween(state.ranges, Math.max(interest.gap.from, state.minOrd), interest.gap.to).at(-1);
    if (missing) return { kind: 'before', ord: missing.to + 1 };
  }
  const stale = state.ranges.findLast((range) => range.rev !== undefined);
  if (stale?.rev !== undefined && interest.held)
    return { kind: 'ords', from: stale.from, to: stale.to, sinceRev: stale.rev };
  if (interest.backfill) {
    // What went to make room is not fetched only to go again.
    const oldest = Math.max(state.minOrd, (state.evictedTo ?? 0) + 1);
    const missing = gapsBetween(state.ranges, oldest, cursor.ord).at(-1);
    if (missing) return { kind: 'before', ord: missing.to + 1 };
  }
  return undefined;
}
