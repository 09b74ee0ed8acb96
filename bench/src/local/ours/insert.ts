import { percentiles } from '../median.ts';
import type { Measured } from '../trial.ts';
import type { Device } from './device.ts';
import { openOurs, whenLive } from './open-ours.ts';
import { INSERTS, SUBSCRIPTIONS, WARM_UP } from './rounds.ts';
import { serveWorld } from './serve-world.ts';
import { watchWindows } from './watch-windows.ts';
import { CONVERSATIONS, conversationId, textOf } from './world.ts';

/** Live, 50 windows open: from `send()` until the window's subscriber has the list with it. */
export async function timeInserts(device: Device, messages: number): Promise<Measured> {
  const { transport } = serveWorld(messages / CONVERSATIONS);
  const client = await openOurs(device.storage('filled'), transport);
  await whenLive(client);
  const watch = await watchWindows(client);
  const samples: number[] = [];
  for (let n = 0; n < WARM_UP + INSERTS; n++) {
    const i = n % SUBSCRIPTIONS;
    const text = textOf(n);
    const seen = watch(i, ({ body }) => body.text === text);
    const startMs = performance.now();
    const sent = client.messages.send(conversationId(i), { text });
    samples.push((await seen) - startMs);
    await sent;
    // What the server says to it is applied before the next one.
    await client.flush();
    await device.turn();
  }
  await client.close();
  return percentiles('insert', samples.slice(WARM_UP));
}
