import { percentiles } from '../median.ts';
import {
  BULK_WARM_UP,
  BURST,
  BURSTS,
  burstRate,
  INSERTS,
  READS,
  SENDS,
  SUBSCRIPTIONS,
  WARM_UP,
  WINDOW,
} from '../ours/rounds.ts';
import { CONVERSATIONS, conversationId, textOf } from '../ours/world.ts';
import type { Contender, Measured } from '../trial.ts';
import type { OpenPeer, Peer, PeerMessage, Stores } from './peer.ts';
import { arrivalOf, worldOf } from './rows.ts';
import { watchPeer } from './watch-peer.ts';

/** Until a peer that stores later has done so with as much as is opened anew. */
const SETTLE_MS = 5_000;
const READS_WARM_UP = 4;
/** A quarter of what ours and the floor do: with the slowest of peers it is minutes. */
const PEER_SENDS = SENDS / 4;
const PEER_BURSTS = BURSTS / 2;

/** A peer does what ours and the floor do. One that does not store at once is filled in the page that measures. */
export function createPeer(open: OpenPeer, turn: () => Promise<void>, stores: Stores): Contender {
  const fill = async (name: string, messages: number): Promise<readonly [Peer, number]> => {
    const peer = await open(name);
    const world = worldOf(messages);
    const startMs = performance.now();
    await peer.put(world.messages, world.conversations);
    return [peer, performance.now() - startMs];
  };
  const filled = async (messages: number): Promise<Peer> =>
    stores === 'at once' ? open('filled') : (await fill('filled here', messages))[0];
  return {
    send: async () => timeSends(await open('send'), turn),
    async bulk(messages) {
      await (await fill('bulk-warm-up', BULK_WARM_UP))[0].close();
      const [peer, total] = await fill('bulk', messages);
      await peer.close();
      return { total };
    },
    async prepare(messages) {
      if (stores === 'never') return;
      const [peer] = await fill('filled', messages);
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      await peer.close();
    },
    async measure(what, messages) {
      if (what === 'open') return timeOpen(open);
      const peer = await filled(messages);
      if (what === 'read') return timeReads(peer, turn);
      return timeInserts(peer, messages, what === 'arrive', turn);
    },
  };
}

/** Of mine, not sent yet: after all that the conversation holds. */
function newMessage(n: number): PeerMessage {
  const id = crypto.randomUUID();
  return { id, conversation: conversationId(0), ord: n + 1, author: 'ann', at: Date.now(), status: 0, text: textOf(n) };
}

async function timeSends(peer: Peer, turn: () => Promise<void>): Promise<Measured> {
  const watch = await watchPeer(peer, conversationId(0));
  const seen: number[] = [];
  const durable: number[] = [];
  let n = 0;
  for (; n < WARM_UP + PEER_SENDS; n++) {
    const message = newMessage(n);
    const isSeen = watch((rows) => rows.at(-1)?.id === message.id);
    const startMs = performance.now();
    await peer.put([message], []);
    durable.push(performance.now() - startMs);
    seen.push((await isSeen) - startMs);
    await turn();
  }
  const bursts: number[] = [];
  for (let burst = 0; burst < PEER_BURSTS; burst++) {
    const messages = Array.from({ length: BURST }, () => newMessage(n++));
    const startMs = performance.now();
    await Promise.all(messages.map((message) => peer.put([message], [])));
    bursts.push(performance.now() - startMs);
    await turn();
  }
  await peer.close();
  return {
    ...percentiles('visible', seen.slice(WARM_UP)),
    ...percentiles('durable', durable.slice(WARM_UP)),
    burst: burstRate(bursts),
  };
}

async function timeOpen(open: OpenPeer): Promise<Measured> {
  const startMs = performance.now();
  const peer = await open('filled');
  await Promise.all([
    new Promise<void>((resolve) => peer.watchList((rows) => rows.length === CONVERSATIONS && resolve())),
    new Promise<void>((resolve) =>
      peer.watch(conversationId(CONVERSATIONS - 1), (rows) => rows.length === WINDOW && resolve()),
    ),
  ]);
  const took = performance.now() - startMs;
  await peer.close();
  return { open: took };
}

async function timeInserts(
  peer: Peer,
  messages: number,
  isArrival: boolean,
  turn: () => Promise<void>,
): Promise<Measured> {
  const windows = await watchAll(peer);
  const each = messages / CONVERSATIONS;
  const samples: number[] = [];
  for (let n = 0; n < WARM_UP + INSERTS; n++) {
    const i = n % SUBSCRIPTIONS;
    const ord = each + 1 + Math.floor(n / SUBSCRIPTIONS);
    const { messages: arrived, conversations } = arrivalOf(i, ord, ord);
    const isSeen = windows[i]?.((rows) => rows.at(-1)?.ord === ord);
    const startMs = performance.now();
    const done = peer.put(arrived, isArrival ? conversations : []);
    samples.push(((await isSeen) ?? Number.NaN) - startMs);
    await done;
    await turn();
  }
  await peer.close();
  return percentiles(isArrival ? 'arrive' : 'insert', samples.slice(WARM_UP));
}

async function timeReads(peer: Peer, turn: () => Promise<void>): Promise<Measured> {
  const windows = await watchAll(peer);
  const samples: number[] = [];
  for (let i = 0; i < READS; i++) {
    const isSeen = windows[i]?.((rows) => rows.length === WINDOW && rows.every(({ status }) => status === 2));
    const startMs = performance.now();
    const done = peer.markRead(conversationId(i));
    const seenMs = (await isSeen) ?? Number.NaN;
    await done;
    samples.push(Math.max(seenMs, performance.now()) - startMs);
    await turn();
  }
  await peer.close();
  const counted = samples.slice(READS_WARM_UP);
  return { ...percentiles('ticks', counted), ...percentiles('read', counted) };
}

function watchAll(peer: Peer): Promise<Awaited<ReturnType<typeof watchPeer>>[]> {
  return Promise.all(Array.from({ length: SUBSCRIPTIONS }, (_, i) => watchPeer(peer, conversationId(i))));
}
