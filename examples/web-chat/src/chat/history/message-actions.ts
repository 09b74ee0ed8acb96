import { type Message, reactions, TidemarkError } from '@tidemark/core';
import { useClient } from '@tidemark/react';
import { type Context, createContext, useContext, useMemo } from 'react';
import type { Writing } from '../composer/writing.ts';

/** What one can do with a message that is shown. */
export interface MessageActions {
  readonly reply: (message: Message) => void;
  readonly edit: (message: Message) => void;
  readonly remove: (message: Message) => void;
  readonly react: (message: Message, emoji: string, isOn: boolean) => void;
  readonly retry: (opId: string) => void;
  readonly discard: (opId: string) => void;
}

const ActionsContext: Context<MessageActions | undefined> = createContext<MessageActions | undefined>(undefined);
export const MessageActionsProvider = ActionsContext.Provider;

export function useActions(): MessageActions {
  const actions = useContext(ActionsContext);
  if (!actions) throw new Error('There is no MessageActionsProvider above this component');
  return actions;
}

/** The same object for as long as the conversation is open. */
export function useMessageActions(write: (writing: Writing) => void): MessageActions {
  const client = useClient();
  return useMemo(() => {
    const told = (done: Promise<unknown>): void => {
      done.catch((error: unknown) => {
        // Somebody was faster: the message is gone, or the op has left. What is shown says so already.
        if (!TidemarkError.is(error)) throw error;
        console.warn(error.message);
      });
    };
    return {
      reply: (message) => write({ kind: 'reply', message }),
      edit: (message) => write({ kind: 'edit', message }),
      remove: ({ conversationId, id }) => told(client.messages.delete(conversationId, id)),
      react: ({ conversationId, id }, emoji, isOn) =>
        told(client.use(reactions)[isOn ? 'add' : 'remove'](conversationId, id, emoji)),
      retry: (opId) => told(client.outbox.retry(opId)),
      discard: (opId) => told(client.outbox.cancel(opId)),
    };
  }, [client, write]);
}
