/** UTF-16 units: three bytes each at most, which with all else fits the 32 kB that a server takes by default. */
const MOST = 8_000;

/** A text in pieces that a server takes, at least one; no character is cut. */
export function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  let from = 0;
  do {
    let to = Math.min(text.length, from + MOST);
    const last = text.charCodeAt(to - 1);
    if (to < text.length && last >= 0xd800 && last < 0xdc00) to--;
    pieces.push(text.slice(from, to));
    from = to;
  } while (from < text.length);
  return pieces;
}
