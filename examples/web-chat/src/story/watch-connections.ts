import type { Cast } from './cast.ts';
import type { Who } from './script.ts';

interface Part {
  readonly who: Who;
  readonly text: string;
}

/** Whether connections broke in the parts of the story in which they must. */
export interface Connections {
  /** Another part begins: in it that one's must break. */
  next(part: Part | undefined): void;
  /** The parts so far in which none broke, in words. */
  unbroken(): readonly string[];
  end(): void;
}

export function watchConnections({ people }: Pick<Cast, 'people'>): Connections {
  const unbroken: string[] = [];
  let broken = new Set<Who>();
  let part: Part | undefined;
  const ends = (['ann', 'bob'] as const).map((who) => {
    const sync = people[who].client.sync.observe();
    sync.subscribe(() => {
      if (sync.getSnapshot()?.kind === 'offline') broken.add(who);
    });
    return () => sync.close();
  });

  function next(following: Part | undefined): void {
    if (part && !broken.has(part.who)) unbroken.push(`${part.who} stayed connected in "${part.text}"`);
    part = following;
    broken = new Set();
  }

  return {
    next,
    unbroken() {
      next(undefined);
      return unbroken;
    },
    end() {
      for (const end of ends) end();
    },
  };
}
