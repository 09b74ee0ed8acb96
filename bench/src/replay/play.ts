import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '../../../scripts/progress.ts';
import type { Child } from './child.ts';
import type { ReplayOptions } from './options.ts';
import { planCuts } from './plan-cuts.ts';
import { progressLine } from './progress-line.ts';
import type { Score } from './score.ts';
import type { Stage, Strikes } from './strike.ts';

export interface Scene extends Stage {
  readonly options: ReplayOptions;
  readonly messages: number;
  readonly score: Score;
  readonly progress: Progress;
  /** What is asked of the clients once everything is everywhere. */
  readonly inquire: () => Promise<void>;
}

const LOOK_MS = 50;
/** Without any progress for this long the run is stuck: longer than any heartbeat and backoff of the clients. */
const STUCK_MS = 60_000;

/** Lets the processes play their parts until everybody holds everything. Rejects when they are stuck or late. */
export async function play(scene: Scene, strikes: Strikes): Promise<void> {
  const { options, messages, score, server, clients } = scene;
  const late = new AbortController();
  const limitMs = options.minutes * 60_000;
  const timer = setTimeout(() => late.abort(), limitMs);

  async function perform(): Promise<void> {
    await server.start();
    await Promise.all(clients.map((client) => client.start()));
    const cuts = planCuts(options.seed, options.cuts, messages, options.clients);
    await Promise.all([strikes.run(cuts, score.confirmed, late.signal), watch(scene, strikes, late.signal)]);
    await scene.inquire();
    for (const client of clients) client.send({ type: 'close' });
    await Promise.all(clients.map((client) => client.ended()));
    await server.stop('SIGTERM');
  }

  const tooLate = new Promise<never>((_, reject) => {
    late.signal.addEventListener('abort', () =>
      reject(new Error(`Not done after ${options.minutes} minutes (--minutes). ${whereabouts(score, clients)}`)),
    );
  });
  try {
    await Promise.race([tooLate, perform()]);
  } finally {
    clearTimeout(timer);
    scene.progress.end();
  }
}

/** Shows progress until all is done. */
async function watch(scene: Scene, strikes: Strikes, signal: AbortSignal): Promise<void> {
  const { options, messages, score, progress, clients } = scene;
  const begunMs = performance.now();
  let movedMs = begunMs;
  let before = '';
  while (!strikes.isOver() || !score.isComplete()) {
    const nowMs = performance.now();
    const cuts = [...strikes.hits.values()].reduce((sum, count) => sum + count, 0);
    const now = `${score.sent()} ${score.confirmed()} ${score.stored()} ${cuts}`;
    if (now !== before) movedMs = nowMs;
    before = now;
    if (nowMs - movedMs > STUCK_MS) throw new Error(`Stuck: nothing moved for 60 s. ${whereabouts(score, clients)}`);
    progress.tell(
      progressLine({
        messages,
        confirmed: score.confirmed(),
        storedShare: score.stored() / (messages * clients.length),
        cuts,
        cutsPlanned: options.cuts,
        elapsedMs: nowMs - begunMs,
        last: strikes.last(),
      }),
    );
    await sleep(LOOK_MS, undefined, { signal });
  }
}

function whereabouts(score: Score, clients: readonly Child[]): string {
  const each = score.stands().map(({ sent, confirmed, stored, unsent }, i) => {
    const said = `sent ${sent}, confirmed ${confirmed}, stored ${stored}, unsent ${unsent}`;
    return `${clients[i]?.name}: ${said}`;
  });
  return each.join('; ');
}
