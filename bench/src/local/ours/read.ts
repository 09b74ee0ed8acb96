import { percentiles } from '../median.ts';
import type { Measured } from '../trial.ts';
import type { Device } from './device.ts';
import { openOurs, whenLive } from './open-ours.ts';
import { READ_MESSAGES, READS } from './rounds.ts';
import { serveWorld } from './serve-world.ts';
import { watchWindows } from './watch-windows.ts';
import { CONVERSATIONS, conversationId } from './world.ts';

const WARM_UP = 4;

/**
 * Messages become read, 1,000 a time. `ticks`: the other member's mark arrives, until the window shows mine as read.
 * `read`: from `markRead()` until it resolves and the list says 0 unread.
 */
export async function timeReads(device: Device, messages: number): Promise<Measured> {
  if (messages / CONVERSATIONS !== READ_MESSAGES) throw new Error(`A conversation holds ${READ_MESSAGES} messages.`);
  const world = serveWorld(READ_MESSAGES);
  const client = await openOurs(device.storage('filled'), world.transport);
  await whenLive(client);
  const watch = await watchWindows(client);
  const list = client.conversations.observe({ limit: CONVERSATIONS });
  for await (const { rows } of list) if (rows.length === CONVERSATIONS) break;
  const ticks: number[] = [];
  const reads: number[] = [];
  for (let n = 0; n < READS; n++) {
    // Conversations of even number are mine, those of odd number the other's.
    const mine = (2 * n) % 50;
    if (n < 25) {
      const seen = watch(mine, ({ delivery }) => delivery === 'read');
      const startMs = performance.now();
      world.readByOther(mine);
      ticks.push((await seen) - startMs);
      await device.turn();
    }
    const others = conversationId(2 * n + 1);
    const unread = () => list.getSnapshot()?.rows.find(({ id }) => id === others)?.unread;
    if (unread() !== READ_MESSAGES) throw new Error(`${unread()} messages are unread, not ${READ_MESSAGES}.`);
    const startMs = performance.now();
    await client.conversations.markRead(others);
    if (unread() !== 0) throw new Error(`${unread()} messages are still unread.`);
    reads.push(performance.now() - startMs);
    await device.turn();
  }
  await client.close();
  return { ...percentiles('ticks', ticks.slice(WARM_UP)), ...percentiles('read', reads.slice(WARM_UP)) };
}
