import { search } from '@tidemark/core/search';
import type { Device } from '../local/ours/device.ts';
import { offline, openOurs, whenCaughtUp, whenLive } from '../local/ours/open-ours.ts';
import { serveWorld } from '../local/ours/serve-world.ts';
import { CONVERSATIONS } from '../local/ours/world.ts';
import type { Measured } from '../local/trial.ts';
import { createChatLines } from './chat-lines.ts';
import { timesOf } from './times-of.ts';

/** So that the engine has compiled what it is going to run. */
const WARM_UP = 2000;

export interface SearchDevice extends Device {
  /** What this process has computed so far, whatever else the machine does. Absent where nobody tells: the time on the wall. */
  readonly cpuMs?: (() => number) | undefined;
}

/** A device that was away, with search and without; then what people look for, in a client opened anew. */
export async function measureSearch(device: SearchDevice, messages: number): Promise<Measured> {
  const lines = createChatLines();
  const workedMs = device.cpuMs ?? (() => performance.now());
  await receive(device, 'warm-up', WARM_UP, true);
  const plain = await receive(device, 'plain', messages, false);
  const searched = await receive(device, 'searched', messages, true);
  const client = await openOurs(device.storage('searched'), offline);
  const { query } = client.use(search);
  const startMs = performance.now();
  await query({ text: 'ba' });
  const firstMs = performance.now() - startMs;
  const samples: number[] = [];
  let hits = 0;
  for (const text of lines.queries()) {
    const atMs = performance.now();
    const found = await query({ text });
    samples.push(performance.now() - atMs);
    hits += found.hits.length;
    await device.turn();
  }
  await client.close();
  const indexing = searched - plain;
  return {
    plain,
    searched,
    indexing,
    share: indexing / plain,
    first: firstMs,
    ...timesOf(samples),
    hits: hits / samples.length,
  };

  /** Milliseconds from the first news until everything is stored, and with search in the index. */
  async function receive(of: SearchDevice, name: string, count: number, isSearched: boolean): Promise<number> {
    const world = serveWorld(0, lines.lineAt);
    const client = await openOurs(of.storage(name), world.transport);
    const index = isSearched ? client.use(search) : undefined;
    await whenLive(client);
    await index?.whenIndexed();
    world.grow(count / CONVERSATIONS);
    const caughtUp = whenCaughtUp(client);
    const startedMs = workedMs();
    world.tellHeads();
    await caughtUp;
    await index?.whenIndexed();
    const tookMs = workedMs() - startedMs;
    await client.close();
    return tookMs;
  }
}
