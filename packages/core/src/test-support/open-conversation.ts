import type { Page, Row } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import type { MessagesView } from '../observe/message-window.ts';
import { type deviceBench, pullsOf } from './device-bench.ts';

/** Makes the device live and opens the default conversation; its first pull is answered by this page. */
export async function openConversation(
  bench: Awaited<ReturnType<typeof deviceBench>>,
  { limit = 50, ...page }: { readonly limit?: number } & Partial<Page>,
) {
  const peer = await bench.live();
  const window = bench.client.messages.observe(build.id(0), { limit });
  const views: MessagesView[] = [];
  window.subscribe(() => views.push(window.getSnapshot() as MessagesView));
  await bench.settle();
  const [pull] = pullsOf(peer.take());
  await peer.send(build.page({ re: pull?.id ?? 0, rows: [], ...page }));
  views.length = 0;
  return {
    peer,
    window,
    /** What the window told since then. */
    views,
    /** The texts shown now, with what is known of each. */
    shown: () => textsOf(window.getSnapshot()),
  };
}

export function textsOf(view: MessagesView | undefined): readonly string[] {
  return (view?.rows ?? []).map(({ body, delivery }) => `${body.text} ${delivery}`);
}

/** The messages from `from` to `to`, by this author. */
export function messages(from: number, to: number, author = 'ann'): readonly Row[] {
  return Array.from({ length: to - from + 1 }, (_, i) => build.message(from + i, { author }));
}
