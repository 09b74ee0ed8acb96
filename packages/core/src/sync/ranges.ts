/**
 * The ords a device holds: contiguous intervals, ascending, apart from each other by a gap. `rev` is set on a range
 * whose messages may have been changed since that rev without the device hearing of it (PRO-12).
 */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly rev?: number | undefined;
}

export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** Adds what was just fetched, over anything it overlaps, and joins neighbours that are equally fresh. */
export function addRange(ranges: readonly Range[], added: Range): readonly Range[] {
  if (added.to < added.from) return ranges;
  const all: Range[] = [];
  for (const range of ranges) {
    if (range.from < added.from) all.push({ ...range, to: Math.min(range.to, added.from - 1) });
    if (range.to > added.to) all.push({ ...range, from: Math.max(range.from, added.to + 1) });
  }
  all.push(added);
  return joined(all.sort((a, b) => a.from - b.from));
}

function joined(ranges: readonly Range[]): readonly Range[] {
  return ranges.reduce<Range[]>((all, range) => {
    const last = all.at(-1);
    if (last && last.to + 1 === range.from && last.rev === range.rev) all[all.length - 1] = { ...last, to: range.to };
    else all.push(range);
    return all;
  }, []);
}

/** The same ranges, known to be fresh only up to `rev`: what a jump of the cursor leaves behind. */
export function staleSince(ranges: readonly Range[], rev: number): readonly Range[] {
  return joined(ranges.map((range) => (range.rev === undefined ? { ...range, rev } : range)));
}

export function holds(ranges: readonly Range[], ord: number): boolean {
  return ranges.some((range) => range.from <= ord && ord <= range.to);
}

/** What is missing between `from` and `to`, ascending. */
export function gapsBetween(ranges: readonly Range[], from: number, to: number): readonly Gap[] {
  const gaps: Gap[] = [];
  let next = from;
  for (const range of ranges) {
    if (range.to < next) continue;
    if (range.from > to) break;
    if (range.from > next) gaps.push({ from: next, to: range.from - 1 });
    next = range.to + 1;
  }
  if (next <= to) gaps.push({ from: next, to });
  return gaps;
}
