import { conversationStream, laneOf, userStream } from '@tidemark/protocol';
import type { Feature } from '../client/feature.ts';
import { checkKey } from '../model/check-body.ts';
import type { Conversation } from '../model/conversation.ts';
import { createView } from '../observe/create-view.ts';
import type { Observed } from '../observe/observed.ts';
import { conversationNow } from '../observe/show-conversation.ts';

export interface OneConversationView {
  /** Absent: there is none that this device knows of, or one is no member of it any more. */
  readonly conversation?: Conversation | undefined;
}

export interface OneConversation {
  /** One conversation as lists show it, archived ones and threads too. Nothing is fetched for it. */
  observe(conversationId: string): Observed<OneConversationView>;
}

/** A conversation apart from any list: the head of an open one, a link to one, the title of a window. */
export const oneConversation: Feature<OneConversation> = {
  open: ({ book, outbox, me, sources }) => ({
    observe(conversationId) {
      const id = checkKey('conversationId', conversationId);
      const stream = conversationStream(id);
      const { expiry } = sources;
      const changed = (): void => invalidate();

      const { observed, invalidate } = createView<OneConversationView>(sources, {
        ready: book.load([stream]),
        compute() {
          const { last } = book.state(stream).summary;
          expiry.watch(changed, last?.expiresAt === undefined ? [] : [last.expiresAt]);
          const conversation = conversationNow(sources, id);
          return conversation ? { conversation } : {};
        },
        ends: [
          book.subscribe(stream, changed),
          outbox.subscribe((lane) => {
            const user = me();
            if (lane === stream || (user !== undefined && lane === laneOf(userStream(user), 'setting'))) changed();
          }),
          () => expiry.watch(changed, []),
        ],
      });
      return observed;
    },
  }),
};
