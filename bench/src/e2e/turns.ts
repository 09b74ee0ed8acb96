/** One trial: a workload by a contender, in a round. */
export interface Turn<Work, Who> {
  readonly work: Work;
  readonly who: Who;
  readonly round: number;
}

/** Every workload by every contender that can do it, next to one another, once a round; who goes first goes round. */
export function turns<Work, Who>(
  works: readonly Work[],
  contenders: readonly Who[],
  rounds: number,
  can: (work: Work, who: Who) => boolean,
): readonly Turn<Work, Who>[] {
  const all: Turn<Work, Who>[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const work of works) {
      const able = contenders.filter((who) => can(work, who));
      for (let i = 0; i < able.length; i++) all.push({ work, who: able[(i + round) % able.length] as Who, round });
    }
  }
  return all;
}
