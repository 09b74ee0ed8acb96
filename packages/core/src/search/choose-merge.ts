import type { Segment } from './segment.ts';

/** So many segments of one size become one: a message is written anew each time its segment is so many times larger. */
const FAN_IN = 8;
const SMALLEST = 64;

/** The segments to be made one now, if any: of each size a look-up reads at most seven. */
export function chooseMerge(segments: readonly Segment[]): readonly Segment[] | undefined {
  const sizes = new Map<number, Segment[]>();
  for (const segment of segments) {
    const size = Math.max(0, Math.floor(Math.log(segment.docs / SMALLEST) / Math.log(FAN_IN)));
    const same = sizes.get(size) ?? [];
    same.push(segment);
    sizes.set(size, same);
  }
  const smallest = [...sizes].sort(([a], [b]) => a - b).find(([, same]) => same.length >= FAN_IN);
  return smallest?.[1];
}
