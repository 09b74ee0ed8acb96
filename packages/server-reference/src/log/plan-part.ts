import type { Want } from '@tidemark/protocol';
import type { PartRequest, StreamRecord } from './log.ts';

/** What to read of a stream, decided once its head is known, alike for every log. */
export type PartPlan =
  | { readonly kind: 'changes'; readonly from: number; readonly marksSince: number }
  | {
      readonly kind: 'page';
      readonly from: number;
      readonly to: number;
      /** Cut at this end when the answer grows too large. */
      readonly cut: 'oldest' | 'newest';
      /** Only messages changed after this rev. */
      readonly sinceRev: number;
      readonly othersSince?: number | undefined;
    };

/** Plans the answer to a `pull` (PRO-12, PRO-28) of somebody who may see messages from `minOrd` on. */
export function planPart(
  head: StreamRecord,
  want: Want,
  { limit, catchUpRevs }: Pick<PartRequest, 'limit' | 'catchUpRevs'>,
  minOrd: number,
): PartPlan {
  switch (want.kind) {
    case 'since':
      if (head.rev - want.rev <= catchUpRevs) {
        return { kind: 'changes', from: want.rev, marksSince: marksSince(head, want.marksRev) };
      }
      return newest(head, want.rev, limit, minOrd);
    case 'newest':
      return newest(head, want.sinceRev, limit, minOrd);
    case 'before': {
      const to = Math.max(minOrd - 1, Math.min(want.ord - 1, head.ord));
      return page(Math.max(minOrd, to - limit + 1), to, 'oldest');
    }
    case 'after': {
      const from = Math.max(minOrd, want.ord + 1);
      return page(from, Math.max(from - 1, Math.min(head.ord, from + limit - 1)), 'newest');
    }
    case 'ords': {
      const from = Math.max(minOrd, want.from);
      return { ...page(from, Math.max(from - 1, Math.min(head.ord, want.to)), 'newest'), sinceRev: want.sinceRev };
    }
  }
}

function page(from: number, to: number, cut: 'oldest' | 'newest'): Extract<PartPlan, { kind: 'page' }> {
  return { kind: 'page', from, to, cut, sinceRev: 0 };
}

function newest({ ord }: StreamRecord, othersSince: number, limit: number, minOrd: number): PartPlan {
  const to = Math.max(minOrd - 1, ord);
  return { ...page(Math.max(minOrd, to - limit + 1), to, 'oldest'), othersSince };
}

/** Marks are no history: a client ahead of the server in them alone is sent them all. */
function marksSince(head: StreamRecord, marksRev: number): number {
  return marksRev > head.marksRev ? 0 : marksRev;
}
