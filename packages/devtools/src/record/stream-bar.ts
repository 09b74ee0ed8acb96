import type { InspectedStream } from '@tidemark/core/inspect';

/** A piece of the bar that draws what is held of a stream, in parts of its length. */
export interface BarPiece {
  readonly kind: 'held' | 'stale' | 'gap';
  readonly from: number;
  readonly to: number;
  /** 0 to 1. */
  readonly start: number;
  readonly width: number;
}

/** More would be thinner than a pixel: what is beyond is joined into one gap. */
const MOST_PIECES = 120;

/** From the oldest ord one may see to the newest known. Empty where the stream has no message. */
export function barOf({ minOrd, newestOrd, ranges, gaps }: InspectedStream): readonly BarPiece[] {
  const length = newestOrd - minOrd + 1;
  if (length <= 0) return [];
  const place = (from: number, to: number): Pick<BarPiece, 'from' | 'to' | 'start' | 'width'> => ({
    ...{ from, to },
    start: (from - minOrd) / length,
    width: (to - from + 1) / length,
  });
  const held = ranges
    .filter(({ to }) => to >= minOrd)
    .map(
      ({ from, to, rev }): BarPiece => ({
        kind: rev === undefined ? 'held' : 'stale',
        ...place(Math.max(from, minOrd), Math.min(to, newestOrd)),
      }),
    );
  const missing = gaps.map(({ from, to }): BarPiece => ({ kind: 'gap', ...place(from, to) }));
  const pieces = [...held, ...missing].sort((a, b) => a.from - b.from);
  const first = pieces.at(-MOST_PIECES);
  if (pieces.length <= MOST_PIECES || !first) return pieces;
  return [{ kind: 'gap', ...place(minOrd, first.from - 1) }, ...pieces.slice(-MOST_PIECES)];
}

/** The pieces in words, for people who do not see the bar: `1–40 held, 41–80 missing`. */
export function barText(pieces: readonly BarPiece[]): string {
  const WORDS = { held: 'held', stale: 'held, maybe changed since', gap: 'missing' } as const;
  const said = pieces.map(({ kind, from, to }) => `${from === to ? from : `${from}–${to}`} ${WORDS[kind]}`);
  return said.length > 12 ? `${said.slice(0, 12).join(', ')} and ${said.length - 12} more` : said.join(', ');
}
