import type { Bounds } from './cut-to.ts';
import type { StoredRow } from './log.ts';
import type { PartPlan } from './plan-part.ts';

type PagePlan = Extract<PartPlan, { kind: 'page' }>;

/** Where a row stands in a conversation: at its own ord, or at that of the message it is about. */
export const placeOf = (row: StoredRow): number | undefined => row.ord ?? row.about;

/** Pins are few and all shown together: they come with every newest page, not with their messages (PRO-48). */
export const travelsAlone = ({ about, collection }: StoredRow): boolean => about === undefined || collection === 'pin';

/**
 * The part of a page that the limits allow, cut between two messages: what is about a message goes with it (PRO-48).
 * `found` holds messages and what is about them, in any order; one message is always kept.
 */
export function cutPage(
  plan: PagePlan,
  found: readonly StoredRow[],
  { limit, maxBytes }: Bounds,
): { readonly messages: readonly StoredRow[]; readonly about: readonly StoredRow[]; readonly ords: [number, number] } {
  const direction = plan.cut === 'oldest' ? -1 : 1;
  const byPlace = found.toSorted((a, b) => direction * ((placeOf(a) ?? 0) - (placeOf(b) ?? 0)));
  let messages = 0;
  let bytes = 0;
  let end = 0;
  let isCut = false;
  for (let i = 0; i < byPlace.length && !isCut; i++) {
    const row = byPlace[i] as StoredRow;
    if (row.ord !== undefined) messages += 1;
    bytes += row.body?.length ?? 0;
    if (i > 0 && placeOf(byPlace[i - 1] as StoredRow) !== placeOf(row)) end = i;
    isCut = end > 0 && (messages > limit || bytes > maxBytes);
  }
  const kept = isCut ? byPlace.slice(0, end) : byPlace;
  const last = placeOf(kept.at(-1) ?? ({ ord: plan.from } as StoredRow)) ?? plan.from;
  const ords: [number, number] =
    plan.cut === 'oldest' ? [isCut ? last : plan.from, plan.to] : [plan.from, isCut ? last : plan.to];
  return {
    messages: kept.filter(({ ord }) => ord !== undefined).sort((a, b) => (a.ord ?? 0) - (b.ord ?? 0)),
    about: kept.filter(({ ord }) => ord === undefined),
    ords,
  };
}
