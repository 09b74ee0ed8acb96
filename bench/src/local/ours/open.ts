import type { Measured } from '../trial.ts';
import type { Device } from './device.ts';
import { offline, openOurs } from './open-ours.ts';
import { WINDOW } from './rounds.ts';
import { CONVERSATIONS, conversationId } from './world.ts';

/** From the call of `createClient` until the newest 50 of a conversation and the list of 100 are there. */
export async function timeOpen(device: Device): Promise<Measured> {
  const startMs = performance.now();
  const client = await openOurs(device.storage('filled'), offline);
  const list = client.conversations.observe({ limit: CONVERSATIONS });
  const window = client.messages.observe(conversationId(CONVERSATIONS - 1), { limit: WINDOW });
  const until = async (changes: AsyncIterable<unknown>, isThere: () => boolean): Promise<void> => {
    for await (const _ of changes) if (isThere()) return;
  };
  await Promise.all([
    until(list, () => list.getSnapshot()?.rows.length === CONVERSATIONS),
    until(window, () => window.getSnapshot()?.rows.length === WINDOW),
  ]);
  const open = performance.now() - startMs;
  await client.close();
  return { open };
}
