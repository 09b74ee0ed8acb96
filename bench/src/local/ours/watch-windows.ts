import type { Client, Message, MessageWindow } from '@tidemark/core';
import { SUBSCRIPTIONS, WINDOW } from './rounds.ts';
import { conversationId } from './world.ts';

/** Resolves with the time at which the subscriber of conversation `i` has been told of a list that `isIt`. */
export type Watch = (i: number, isIt: (newest: Message) => boolean) => Promise<number>;

/** Opens 50 windows of 50 messages, each with a subscriber that looks at what it is told. */
export async function watchWindows(client: Client): Promise<Watch> {
  const told: ((newest: Message) => void)[] = [];
  const windows: MessageWindow[] = [];
  for (let i = 0; i < SUBSCRIPTIONS; i++) {
    const window = client.messages.observe(conversationId(i), { limit: WINDOW });
    windows.push(window);
    for await (const { rows } of window) if (rows.length === WINDOW) break;
    window.subscribe(() => {
      const newest = window.getSnapshot()?.rows.at(-1);
      if (newest) told[i]?.(newest);
    });
  }
  return (i, isIt) =>
    new Promise((resolve) => {
      told[i] = (newest) => {
        if (isIt(newest)) resolve(performance.now());
      };
    });
}
