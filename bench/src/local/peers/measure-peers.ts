import { createProgress } from '../../../../scripts/progress.ts';
import { turns } from '../../e2e/turns.ts';
import { medians } from '../median.ts';
import { runInPage } from '../run-in-page.ts';
import { type ServedPage, servePage } from '../serve-page.ts';
import { type Measured, nameOf, type Trial } from '../trial.ts';
import { can, LOCAL_CONTENDERS } from './contenders.ts';
import { type Found, foundKey, type PeerFigure } from './figures.ts';

/** Measures what these figures need in Chromium: each trial by ours, the floor and every peer, next to one another. */
export async function measurePeers(figures: readonly PeerFigure[], rounds: number): Promise<Found> {
  const trials = [...new Map(figures.map(({ trial }) => [nameOf(trial), trial])).values()];
  const pages = new Map<string, ServedPage>();
  for (const { page } of LOCAL_CONTENDERS) if (!pages.has(page)) pages.set(page, await servePage(page));
  const found = new Map<string, Measured[]>();
  const progress = createProgress(process.stderr);
  try {
    const all = turns<Trial, (typeof LOCAL_CONTENDERS)[number]>(trials, LOCAL_CONTENDERS, rounds, can);
    for (const [i, { work, who, round }] of all.entries()) {
      progress.tell(`${i + 1}/${all.length} round ${round + 1}: ${nameOf(work)}, ${who.name}`);
      const key = foundKey(work, who);
      const url = pages.get(who.page)?.url ?? '';
      found.set(key, [...(found.get(key) ?? []), await runInPage(url, who.side, work)]);
    }
  } finally {
    progress.end();
    for (const page of pages.values()) page.close();
  }
  return new Map([...found].map(([key, measured]) => [key, medians(measured)]));
}
