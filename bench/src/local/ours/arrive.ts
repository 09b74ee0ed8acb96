import { percentiles } from '../median.ts';
import type { Measured } from '../trial.ts';
import type { Device } from './device.ts';
import { openOurs, whenLive } from './open-ours.ts';
import { INSERTS, SUBSCRIPTIONS, WARM_UP } from './rounds.ts';
import { serveWorld } from './serve-world.ts';
import { watchWindows } from './watch-windows.ts';
import { CONVERSATIONS } from './world.ts';

/** Live, 50 windows open: from a message's arrival, over its commit, until the window's subscriber has the list. */
export async function timeArrivals(device: Device, messages: number): Promise<Measured> {
  const world = serveWorld(messages / CONVERSATIONS);
  const client = await openOurs(device.storage('filled'), world.transport);
  await whenLive(client);
  const watch = await watchWindows(client);
  const samples: number[] = [];
  let ord = 0;
  for (let n = 0; n < WARM_UP + INSERTS; n++) {
    const i = n % SUBSCRIPTIONS;
    const seen = watch(i, (newest) => newest.ord === ord);
    const startMs = performance.now();
    ord = world.arrive(i);
    samples.push((await seen) - startMs);
    await device.turn();
  }
  await client.close();
  return percentiles('arrive', samples.slice(WARM_UP));
}
