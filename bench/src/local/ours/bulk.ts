import type { Measured } from '../trial.ts';
import type { Device } from './device.ts';
import { openOurs, whenCaughtUp, whenLive } from './open-ours.ts';
import { BULK_WARM_UP } from './rounds.ts';
import { serveWorld } from './serve-world.ts';
import { CONVERSATIONS, conversationId, uuid } from './world.ts';

/** A device that was away: from the news that 100 conversations moved until all of it is stored. */
export async function timeBulk(device: Device, messages: number): Promise<Measured> {
  await receive(device, 'bulk-warm-up', BULK_WARM_UP);
  return { total: await receive(device, 'bulk', messages) };
}

/**
 * Fills the database of that name through the receive path, and stays for `thenMs`. Gives the milliseconds from the
 * first news to the end.
 */
export async function receive(device: Device, name: string, messages: number, thenMs = 0): Promise<number> {
  const each = messages / CONVERSATIONS;
  const world = serveWorld(0);
  const client = await openOurs(device.storage(name), world.transport);
  await whenLive(client);
  world.grow(each);
  const caughtUp = whenCaughtUp(client);
  const startMs = performance.now();
  world.tellHeads();
  const tookMs = (await caughtUp) - startMs;
  const last = CONVERSATIONS - 1;
  const newest = await client.messages.get(conversationId(last), uuid(last * 0x1_0000_0000 + each));
  if (newest?.ord !== each) throw new Error(`The last message is not there: ${JSON.stringify(newest)}`);
  await new Promise((resolve) => setTimeout(resolve, thenMs));
  await client.close();
  return tookMs;
}
