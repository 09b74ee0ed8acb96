import type { Json } from '@tidemark/protocol';
import type { Channel } from '../runtime/channel.ts';
import { createFeed, type Feed } from '../runtime/feed.ts';
import type { TabMessage } from './tab-message.ts';

/** What one tab says to the others, numbered, so that who missed something knows it. */
export interface Line {
  readonly tab: string;
  post(message: TabMessage): void;
  readonly heard: Feed<Heard>;
  /** Something that another tab said did not arrive. Told before what came after it. */
  readonly missed: Feed<string>;
  close(): void;
}

export interface Heard {
  readonly from: string;
  /** The newest term that who said it knew of. */
  readonly term: number;
  readonly message: TabMessage;
}

interface Envelope extends Heard {
  readonly n: number;
}

export function createLine(channel: Channel, tab: string, term: () => number, onError: (error: unknown) => void): Line {
  const heard = createFeed<Heard>(onError);
  const missed = createFeed<string>(onError);
  const numbers = new Map<string, number>();
  let n = 0;
  const leave = channel.subscribe((received) => {
    const { from, n, term, message } = received as unknown as Envelope;
    const before = numbers.get(from);
    numbers.set(from, n);
    if (before !== undefined && n !== before + 1) missed.emit(from);
    if (message.type === 'gone') numbers.delete(from);
    heard.emit({ from, term, message });
  });
  return {
    tab,
    post: (message) => channel.post({ from: tab, n: ++n, term: term(), message } satisfies Envelope as unknown as Json),
    heard,
    missed,
    close() {
      leave();
      channel.close();
    },
  };
}
