import type { Guard } from '../local-db/storage-adapter.ts';

/** Who leads, as far as this tab knows. */
export interface Rank {
  isLeading(): boolean;
  /** The newest term heard of; 0 before the first. */
  term(): number;
  /** The tab that was heard to lead last. */
  leader(): string | undefined;
  /** This tab leads under this lease, until `rest`. */
  lead(lease: Guard): void;
  rest(): void;
  /** Another leads. */
  follow(tab: string, term: number): void;
}

export function createRank(tab: string): Rank {
  let isLeading = false;
  let leader: { readonly tab: string; readonly term: number } | undefined;
  return {
    isLeading: () => isLeading,
    term: () => leader?.term ?? 0,
    leader: () => leader?.tab,
    lead(lease) {
      isLeading = true;
      leader = { tab, term: lease.rev as number };
    },
    rest() {
      isLeading = false;
    },
    follow(other, term) {
      leader = { tab: other, term };
    },
  };
}
