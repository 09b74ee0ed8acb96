import type { Client, Messages } from '@tidemark/core';
import type { ClientPart } from './cast.ts';
import type { Histogram } from './histogram.ts';

type Send = (conversation: string, body: Parameters<Messages['send']>[1], id: string) => Promise<unknown>;

/**
 * Sends, and for a sample of the messages of one conversation takes the time from the call of `send` until an open
 * observation of that conversation shows the message.
 */
export function timeVisible(client: Client, part: ClientPart, visible: Histogram): Send {
  const watched = part.lines[0]?.conversation;
  const window = watched === undefined ? undefined : client.messages.observe(watched, { limit: 50 });
  const isShown = (id: string): boolean => window?.getSnapshot()?.rows.some((message) => message.id === id) ?? false;
  let turn = 0;

  return (conversation, body, id) => {
    const isTimed = conversation === watched && turn++ % part.visibleEvery === 0;
    if (!isTimed || !window?.getSnapshot()) return client.messages.send(conversation, body, { id });
    const begunMs = performance.now();
    const sent = client.messages.send(conversation, body, { id });
    if (isShown(id)) visible.record(performance.now() - begunMs);
    else {
      const stop = window.subscribe(() => {
        if (!isShown(id)) return;
        visible.record(performance.now() - begunMs);
        stop();
      });
    }
    return sent;
  };
}
