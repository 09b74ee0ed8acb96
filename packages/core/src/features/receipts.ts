import { conversationStream } from '@tidemark/protocol';
import type { Feature } from '../client/feature.ts';
import { checkKey, checkOrd } from '../model/check-body.ts';
import { createView } from '../observe/create-view.ts';
import type { Observed } from '../observe/observed.ts';
import { type Receipts, receiptsOf } from '../observe/receipts-of.ts';

/** Above so many recipients there are counts and no names. */
const MOST_NAMED = 50;

export interface ReceiptsView {
  /**
   * Who has the message at this ord, and who has read it. `author` is not counted: oneself by default. Names up to 50
   * recipients (or `mostNamed`), above that counts. Who joined later counts as having what was there.
   * In groups of more than 100 members (the server's `namedMarks`) of messages of one's own only: of others' it is what
   * was known when the conversation was last fetched.
   */
  observe(
    conversationId: string,
    ord: number,
    options?: { author?: string | undefined; mostNamed?: number | undefined },
  ): Observed<Receipts>;
}

/** Who has a message and who has read it, one by one. */
export const receipts: Feature<ReceiptsView> = {
  open: ({ book, catchUp, me, sources }) => ({
    observe(conversationId, ord, { author, mostNamed = MOST_NAMED } = {}) {
      const stream = conversationStream(checkKey('conversationId', conversationId));
      checkOrd('ord', ord);
      const { observed, invalidate } = createView(sources, {
        ready: book.load([stream]),
        begin: () => catchUp.hold(stream),
        compute: () => receiptsOf(book.marks(stream), ord, author ?? me(), mostNamed),
        ends: [book.subscribe(stream, () => invalidate())],
      });
      return observed;
    },
  }),
};
