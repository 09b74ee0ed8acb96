import type { StreamId } from '@tidemark/protocol';
import type { OpenConversations } from '../cache/open-conversations.ts';
import type { CatchUp } from '../sync/catch-up.ts';
import type { Gap } from '../sync/ranges.ts';
import type { Left, Wish } from './tab-message.ts';

/** What this tab wants to be fetched and kept, told to whoever leads. */
export interface Wishes {
  readonly catchUp: CatchUp;
  readonly opened: OpenConversations;
  /** A new leader knows of none. */
  tellAll(): void;
}

export interface WishesOptions {
  /** This tab's own, which work while it leads. */
  readonly catchUp: CatchUp;
  readonly opened: OpenConversations;
  /** What the leader said is under way; undefined while this tab leads. */
  readonly left: () => Left | undefined;
  /** Calls back when that changed. */
  readonly subscribe: (changed: (stream: StreamId) => void) => () => void;
  readonly isLeading: () => boolean;
  readonly tell: (wish: Wish) => void;
  /** It is opened here. */
  readonly note: (stream: StreamId) => void;
}

export function createWishes({ catchUp, opened, ...options }: WishesOptions): Wishes {
  const held = new Set<StreamId>();
  const fills = new Map<object, { readonly stream: StreamId; readonly who: number; readonly gap: Gap }>();
  const looks = new Map<StreamId, number>();
  const numbers = new WeakMap<object, number>();
  const anybody = {};
  let who = 0;

  function numberOf(window: object): number {
    const number = numbers.get(window) ?? ++who;
    numbers.set(window, number);
    return number;
  }

  function tell(wish: Wish): void {
    if (!options.isLeading()) options.tell(wish);
  }

  /** `lookers` windows more, or less, show the stream. */
  function look(stream: StreamId, lookers: 1 | -1): void {
    const count = (looks.get(stream) ?? 0) + lookers;
    if (count === 0) looks.delete(stream);
    else looks.set(stream, count);
    if (count === 0 || (count === 1 && lookers === 1)) tell({ want: 'look', stream, isOpen: count > 0 });
  }

  return {
    catchUp: {
      ...catchUp,
      hold(stream) {
        catchUp.hold(stream);
        if (held.has(stream)) return;
        held.add(stream);
        tell({ want: 'hold', stream });
      },
      fill(stream, gap, window = anybody) {
        catchUp.fill(stream, gap, window);
        const number = numberOf(window);
        if (gap) fills.set(window, { stream, who: number, gap });
        else if (!fills.delete(window)) return;
        tell({ want: 'fill', stream, who: number, ...(gap && { gap }) });
      },
      left(which, stream) {
        const left = options.left();
        if (!left) return catchUp.left(which, stream);
        return stream === undefined ? left[which] : (left.streams.find(([named]) => named === stream)?.[1] ?? 0);
      },
      subscribe(changed) {
        const ends = [catchUp.subscribe(changed), options.subscribe(changed)];
        return () => {
          for (const end of ends) end();
        };
      },
    },
    opened: {
      ...opened,
      open(stream, lowest) {
        const close = opened.open(stream, lowest);
        look(stream, 1);
        return () => {
          close();
          look(stream, -1);
        };
      },
      note(stream) {
        if (options.isLeading()) opened.note(stream);
        else options.note(stream);
      },
    },
    tellAll() {
      for (const stream of held) tell({ want: 'hold', stream });
      for (const { stream, who, gap } of fills.values()) tell({ want: 'fill', stream, who, gap });
      for (const stream of looks.keys()) tell({ want: 'look', stream, isOpen: true });
    },
  };
}
