/**
 * The first ord from `from` to `to` whose message has this server time or a later one; `to + 1` where none has. Times
 * never fall with the ord (PRO-15), so that it takes a look at one message in each halving.
 */
export function firstAt(from: number, to: number, at: number, atOf: (ord: number) => number): number {
  let low = from;
  let high = to + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (atOf(middle) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
