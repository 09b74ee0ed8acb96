import { indexedDb } from '@tidemark/adapter-indexeddb';
import { offline, openOurs } from '../local/ours/open-ours.ts';
import { conversationId, textOf } from '../local/ours/world.ts';
import { turn } from '../local/turn-in-page.ts';
import { offsetOf, type Ping } from './offset.ts';
import type { TabUnderTest, Way } from './tab.ts';

declare global {
  /** What the page does when asked from outside. */
  var openTab: ((index: number, tabs: number) => Promise<TabUnderTest>) | undefined;
  var tab: TabUnderTest | undefined;
}

/** What tabs say to one another beside what is measured. */
type Said =
  | { readonly kind: 'seen'; readonly key: string }
  | { readonly kind: 'ping'; readonly to: number; readonly n: number }
  | { readonly kind: 'pong'; readonly n: number; readonly atMs: number };

const CONVERSATION = conversationId(0);
const keyOf = (way: Way, text: string): string => `${way} ${Number(text.slice(-9))}`;
/** Comparable between tabs, but for what `offsets` tells. */
const nowMs = (): number => performance.timeOrigin + performance.now();

globalThis.openTab = async (index, tabs) => {
  const told = new BroadcastChannel('told');
  const bare = new BroadcastChannel('bare');
  const seenMs = new Map<string, number>();
  const hears = new Map<string, () => void>();
  let answered: (atMs: number) => void = () => {};

  function see(way: Way, text: string): void {
    const key = keyOf(way, text);
    if (sent.has(key) || seenMs.has(key)) return;
    seenMs.set(key, nowMs());
    told.postMessage({ kind: 'seen', key } satisfies Said);
  }

  told.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.kind === 'seen') hears.get(data.key)?.();
    else if (data.kind === 'pong') answered(data.atMs);
    else if (data.to === index) told.postMessage({ kind: 'pong', n: data.n, atMs: nowMs() } satisfies Said);
  };
  bare.onmessage = ({ data }: MessageEvent<string>) => see('bare', data);

  const sent = new Set<string>();
  const client = await openOurs(indexedDb('tabs'), offline);
  const window = client.messages.observe(CONVERSATION, { limit: 50 });
  for await (const _ of window) break;
  window.subscribe(() => {
    const newest = window.getSnapshot()?.rows.at(-1)?.body.text;
    if (newest !== undefined) see('ours', newest);
  });

  /** Resolves when every other tab has said that it saw this. */
  function seenByAll(key: string): Promise<void> {
    let missing = tabs - 1;
    return new Promise((resolve) => hears.set(key, () => --missing === 0 && resolve()));
  }

  globalThis.tab = {
    async send(way, first, count) {
      const began: number[] = [];
      for (let n = first; n < first + count; n++) {
        const text = textOf(n);
        const key = keyOf(way, text);
        sent.add(key);
        const all = seenByAll(key);
        began.push(nowMs());
        if (way === 'bare') bare.postMessage(text);
        else await client.messages.send(CONVERSATION, { text });
        await all;
        await turn();
      }
      return began;
    },
    seen: (way, first, count) =>
      Array.from({ length: count }, (_, i) => seenMs.get(keyOf(way, textOf(first + i))) ?? Number.NaN),
    async offsetTo(other) {
      const pings: Ping[] = [];
      for (let n = 0; n < 200; n++) {
        const sentMs = nowMs();
        const theirsMs = await new Promise<number>((resolve) => {
          answered = resolve;
          told.postMessage({ kind: 'ping', to: other, n } satisfies Said);
        });
        pings.push({ sentMs, theirsMs, backMs: nowMs() });
      }
      return offsetOf(pings);
    },
    close: () => client.close(),
  };
  return globalThis.tab;
};
