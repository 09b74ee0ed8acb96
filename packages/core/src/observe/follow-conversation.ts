import type { StreamId } from '@tidemark/protocol';
import type { OpenConversations } from '../cache/open-conversations.ts';
import { same } from '../model/same.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { CatchUp } from '../sync/catch-up.ts';
import type { Gap } from '../sync/ranges.ts';
import type { StreamBook } from '../sync/stream-book.ts';
import type { Veils } from './veils.ts';

export interface FollowSources {
  readonly book: StreamBook;
  readonly outbox: Outbox;
  readonly catchUp: CatchUp;
  readonly opened: OpenConversations;
  readonly veils: Veils;
}

/** What every window over a conversation's messages listens to, and has fetched. */
export interface Following {
  /** Somebody looks: from now on the conversation is held, and counts as opened. */
  begin(): void;
  /** What is looked at and missing; the same gap is named once. */
  fill(gap: Gap | undefined): void;
  end(): void;
}

export function followConversation(
  { book, outbox, catchUp, opened, veils }: FollowSources,
  stream: StreamId,
  { lowestShown, changed }: { readonly lowestShown: () => number; readonly changed: () => void },
): Following {
  const who = {};
  let filling: Gap | undefined;
  const changedIf = (of: string): void => {
    if (of === stream) changed();
  };
  const ends = [
    opened.open(stream, lowestShown),
    book.subscribe(stream, changed),
    outbox.subscribe(changedIf),
    veils.subscribe(changed),
    catchUp.subscribe(changedIf),
  ];

  return {
    begin() {
      catchUp.hold(stream);
      opened.note(stream);
    },
    fill(gap) {
      if (same(gap, filling, 1)) return;
      filling = gap;
      catchUp.fill(stream, gap, who);
    },
    end() {
      catchUp.fill(stream, undefined, who);
      for (const end of ends) end();
    },
  };
}
