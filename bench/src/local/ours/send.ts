import type { Client, StorageAdapter } from '@tidemark/core';
import { percentiles } from '../median.ts';
import type { Measured } from '../trial.ts';
import type { Device } from './device.ts';
import { offline, openOurs } from './open-ours.ts';
import { BURST, BURSTS, burstRate, SENDS, WARM_UP } from './rounds.ts';
import { conversationId, textOf } from './world.ts';

/** Offline: from `send()` until an open window has told of it, and until the promise resolves. Then 200 at once. */
export async function timeSends(device: Device, isStrict: boolean): Promise<Measured> {
  const storage = device.storage('send');
  const client = await openOurs(isStrict ? strictly(storage) : storage, offline);
  const visible = await watchNewest(client, conversationId(0));
  const seen: number[] = [];
  const durable: number[] = [];
  const sends = WARM_UP + (isStrict ? SENDS / 4 : SENDS);
  for (let n = 0; n < sends; n++) {
    const text = textOf(n);
    const isSeen = visible(text);
    const startMs = performance.now();
    await client.messages.send(conversationId(0), { text });
    durable.push(performance.now() - startMs);
    seen.push((await isSeen) - startMs);
    await device.turn();
  }
  const bursts: number[] = [];
  for (let burst = 0; burst < BURSTS; burst++) {
    const texts = Array.from({ length: BURST }, (_, n) => textOf(n));
    const startMs = performance.now();
    await Promise.all(texts.map((text) => client.messages.send(conversationId(0), { text })));
    bursts.push(performance.now() - startMs);
    await device.turn();
  }
  await client.close();
  return {
    ...percentiles('visible', seen.slice(WARM_UP)),
    ...percentiles('durable', durable.slice(WARM_UP)),
    burst: burstRate(bursts),
  };
}

/** Tells when the newest message of an open window has this text. */
async function watchNewest(client: Client, conversation: string): Promise<(text: string) => Promise<number>> {
  const window = client.messages.observe(conversation, { limit: 50 });
  for await (const _ of window) break;
  let wanted = '';
  let seen: (atMs: number) => void = () => {};
  window.subscribe(() => {
    if (window.getSnapshot()?.rows.at(-1)?.body.text === wanted) seen(performance.now());
  });
  return (text) => {
    wanted = text;
    return new Promise((resolve) => {
      seen = resolve;
    });
  };
}

/** Every commit survives a power loss: the contract has it, the client has no option for it. */
function strictly(storage: StorageAdapter): StorageAdapter {
  return { ...storage, commit: (changes, guards) => storage.commit(changes, guards, 'strict') };
}
