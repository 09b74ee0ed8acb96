import type { Cast } from './cast.ts';
import type { Stage } from './play.ts';

/** The story without a screen: captions as lines, and both people read what arrives at once. */
export interface StageInLines extends Stage {
  close(): void;
}

export function openLines(cast: Cast, conversationId: string): StageInLines {
  const windows = Object.values(cast.people).map((client) => {
    const window = client.messages.observe(conversationId);
    window.subscribe(() => {
      const ord = window.getSnapshot()?.rows.findLast((message) => message.ord !== undefined)?.ord;
      // Refused only when the client is closed meanwhile.
      if (ord !== undefined) client.conversations.markRead(conversationId, ord).catch(() => {});
    });
    return window;
  });
  return {
    caption: (text) => void process.stdout.write(`-- ${text}\n`),
    type: () => Promise.resolve(),
    close() {
      for (const window of windows) window.close();
    },
  };
}
