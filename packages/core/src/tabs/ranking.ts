import type { Peers } from './peers.ts';
import type { Rank } from './rank.ts';

/** Who is there, and who leads. */
export interface Ranking {
  readonly tab: string;
  readonly rank: Pick<Rank, 'isLeading' | 'leader' | 'term'>;
  readonly peers: Pick<Peers, 'all'>;
}
