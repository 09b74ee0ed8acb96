import type { StreamId } from '@tidemark/protocol';
import type { OpenConversations } from '../cache/open-conversations.ts';
import type { CatchUp } from '../sync/catch-up.ts';
import type { StreamBook } from '../sync/stream-book.ts';
import type { Wish } from './tab-message.ts';

/** What other tabs want of the leader, until they are gone. */
export interface Granted {
  grant(tab: string, wish: Wish): Promise<void>;
  forget(tab: string): void;
}

export interface GrantedOptions {
  readonly book: Pick<StreamBook, 'load'>;
  readonly catchUp: Pick<CatchUp, 'hold' | 'fill'>;
  readonly opened: Pick<OpenConversations, 'open'>;
}

export function createGranted({ book, catchUp, opened }: GrantedOptions): Granted {
  /** By tab, and by what it is: how it ends. */
  const ends = new Map<string, Map<string, () => void>>();
  const windows = new Map<string, object>();

  function endsOf(tab: string): Map<string, () => void> {
    const found = ends.get(tab) ?? new Map<string, () => void>();
    ends.set(tab, found);
    return found;
  }

  function windowOf(tab: string, who: number): object {
    const name = `${tab}/${who}`;
    const found = windows.get(name) ?? {};
    windows.set(name, found);
    return found;
  }

  function end(tab: string, what: string): void {
    endsOf(tab).get(what)?.();
    endsOf(tab).delete(what);
  }

  /** Where an older one looks is not known, so nothing it may show is let go. */
  const allOf = (): number => 0;

  function look(tab: string, stream: StreamId, isOpen: boolean): void {
    end(tab, stream);
    if (isOpen) endsOf(tab).set(stream, opened.open(stream, allOf));
  }

  return {
    async grant(tab, wish) {
      const { stream } = wish;
      if (wish.want === 'look') return look(tab, stream, wish.isOpen);
      await book.load([stream]);
      if (wish.want === 'hold') return catchUp.hold(stream);
      const window = windowOf(tab, wish.who);
      catchUp.fill(stream, wish.gap, window);
      if (wish.gap) endsOf(tab).set(`fill ${wish.who}`, () => catchUp.fill(stream, undefined, window));
      else endsOf(tab).delete(`fill ${wish.who}`);
    },
    forget(tab) {
      for (const end of endsOf(tab).values()) end();
      ends.delete(tab);
      for (const name of windows.keys()) if (name.startsWith(`${tab}/`)) windows.delete(name);
    },
  };
}
