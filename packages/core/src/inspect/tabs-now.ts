import type { Ranking } from '../tabs/ranking.ts';

/** Who is there, as far as this tab knows. */
export interface TabsNow {
  /** This one; a new id each time the database is opened. */
  readonly tab: string;
  /** Which has the connection, drains the outbox and evicts; absent while that is being settled. */
  readonly leader?: string | undefined;
  /** How often the lead changed since the database is there. */
  readonly term: number;
  /** Those that were heard and live, this one not among them. */
  readonly others: readonly string[];
}

export function tabsNow({ tab, rank, peers }: Ranking): TabsNow {
  const others = peers.all();
  const heard = rank.leader();
  const leader = rank.isLeading() ? tab : others.find((other) => other === heard);
  return { tab, ...(leader !== undefined && { leader }), term: rank.term(), others };
}
