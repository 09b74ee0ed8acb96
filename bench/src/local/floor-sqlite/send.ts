import { percentiles } from '../median.ts';
import { BURST, BURSTS, burstRate, SENDS, WARM_UP } from '../ours/rounds.ts';
import { conversationId, textOf } from '../ours/world.ts';
import type { Measured } from '../trial.ts';
import { openFloor } from './open-floor.ts';

/** One prepared insert each, and with it one transaction; visible is an array push and the call of a listener. */
export async function timeFloorSends(path: string, isStrict: boolean, turn: () => Promise<void>): Promise<Measured> {
  const { db, send } = openFloor(path, isStrict ? 'FULL' : 'NORMAL');
  const rows: string[] = [];
  let seenMs = 0;
  const listener = (): void => {
    if (rows.at(-1)) seenMs = performance.now();
  };
  const seen: number[] = [];
  const durable: number[] = [];
  let n = 0;
  const sends = WARM_UP + (isStrict ? SENDS / 4 : SENDS);
  while (n < sends) {
    const text = textOf(n++);
    const startMs = performance.now();
    rows.push(text);
    listener();
    send(conversationId(0), n, text);
    durable.push(performance.now() - startMs);
    seen.push(seenMs - startMs);
    await turn();
  }
  const bursts: number[] = [];
  for (let burst = 0; burst < BURSTS; burst++) {
    const texts = Array.from({ length: BURST }, (_, n) => textOf(n));
    const startMs = performance.now();
    for (const text of texts) send(conversationId(0), ++n, text);
    bursts.push(performance.now() - startMs);
    await turn();
  }
  db.close();
  return {
    ...percentiles('visible', seen.slice(WARM_UP)),
    ...percentiles('durable', durable.slice(WARM_UP)),
    burst: burstRate(bursts),
  };
}
