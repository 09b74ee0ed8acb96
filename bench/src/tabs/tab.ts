/** Through this product, or a `BroadcastChannel` and nothing else. */
export type Way = 'ours' | 'bare';

/** One of several tabs, as it is asked from outside. Times are of its own clock. */
export interface TabUnderTest {
  /** One after the other, each when all other tabs have seen the one before. → when each began */
  send(way: Way, first: number, count: number): Promise<readonly number[]>;
  /** → when each was seen here */
  seen(way: Way, first: number, count: number): readonly number[];
  /** → by how much another tab's clock is ahead of this one's */
  offsetTo(tab: number): Promise<number>;
  close(): Promise<void>;
}
