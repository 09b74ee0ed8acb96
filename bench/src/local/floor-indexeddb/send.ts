import { percentiles } from '../median.ts';
import { BURST, BURSTS, burstRate, SENDS, WARM_UP } from '../ours/rounds.ts';
import { conversationId, textOf } from '../ours/world.ts';
import type { Measured } from '../trial.ts';
import { openFloor, write } from './open-floor.ts';

/** A put in a transaction of its own; what is written is shown when that is done. */
export async function timeFloorSends(turn: () => Promise<void>): Promise<Measured> {
  const db = await openFloor('send');
  const send = (n: number, text: string): Promise<void> => {
    const op = { conversation: conversationId(0), n, id: crypto.randomUUID(), at: Date.now(), body: { text } };
    return write(db, 'outbox', (transaction) => void transaction.objectStore('outbox').put(op));
  };
  const durable: number[] = [];
  let n = 0;
  while (n < WARM_UP + SENDS) {
    const text = textOf(n++);
    const startMs = performance.now();
    await send(n, text);
    durable.push(performance.now() - startMs);
    await turn();
  }
  const bursts: number[] = [];
  for (let burst = 0; burst < BURSTS; burst++) {
    const texts = Array.from({ length: BURST }, (_, at) => textOf(at));
    const startMs = performance.now();
    await Promise.all(texts.map((text) => send(++n, text)));
    bursts.push(performance.now() - startMs);
    await turn();
  }
  db.close();
  const counted = durable.slice(WARM_UP);
  return { ...percentiles('visible', counted), ...percentiles('durable', counted), burst: burstRate(bursts) };
}
