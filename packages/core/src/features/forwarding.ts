import { type Forwarded, TidemarkError } from '@tidemark/protocol';
import type { Feature } from '../client/feature.ts';
import { createMessages } from '../client/messages.ts';
import type { Message } from '../model/message.ts';
import { signedIn } from '../model/signed-in.ts';

export interface Forwarding {
  /**
   * Sends what a message says into another conversation, with where it was first said; whom it named and what it
   * answered stays behind. Rejects with `write/not-found` where the message was deleted, or is not on this device.
   */
  forward(from: { readonly conversationId: string; readonly id: string }, conversationId: string): Promise<Message>;
}

/** Messages said again elsewhere. */
export const forwarding: Feature<Forwarding> = {
  open(parts) {
    const messages = createMessages(parts);

    return {
      async forward(from, conversationId) {
        const found = await messages.get(from.conversationId, from.id);
        if (!found || found.deleted) {
          throw new TidemarkError('write/not-found', 'The message to forward was deleted, or is not on this device', {
            id: from.id,
          });
        }
        const { mentions: _named, replyTo: _answered, forwarded, ...body } = found.body;
        const here: Forwarded = {
          conversation: from.conversationId,
          id: from.id,
          author: found.author ?? signedIn(parts.me()),
          ...(found.ord !== undefined && { at: found.at }),
        };
        return messages.send(conversationId, { ...body, forwarded: forwarded ?? here });
      },
    };
  },
};
