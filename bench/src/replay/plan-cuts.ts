import { createSeededRandom } from '@tidemark/testing';

export const FAULTS = ['cut', 'half-open', 'kill-client', 'kill-server', 'stop-server'] as const;
export type Fault = (typeof FAULTS)[number];

export interface Cut {
  readonly fault: Fault;
  /** Comes when this many messages are confirmed and the next ones … */
  readonly afterMessages: number;
  /** … have been on their way for so long. */
  readonly midwayMs: number;
  /** Whom it hits, where it hits a client. */
  readonly client: number;
  /** What was killed starts again after this. */
  readonly delayMs: number;
}

/** The faults of a run, spread evenly over its messages. Of every five in a row each kind comes once. */
export function planCuts(seed: string, cuts: number, messages: number, clients: number): readonly Cut[] {
  const random = createSeededRandom(`${seed}/cuts`);
  const below = (limit: number): number => Math.floor(random.fraction() * limit);
  let round: Fault[] = [];
  return Array.from({ length: cuts }, (_, i) => {
    if (round.length === 0) round = [...FAULTS];
    const [fault] = round.splice(below(round.length), 1) as [Fault];
    const afterMessages = Math.floor(((i + random.fraction()) / cuts) * messages);
    return { fault, afterMessages, client: below(clients), midwayMs: below(80), delayMs: 20 + below(600) };
  });
}
