import './reactions-at.css';
import { type Message, reactions } from '@tidemark/core';
import { useObserved } from '@tidemark/react';
import type { ReactElement } from 'react';
import { useActions } from './message-actions.ts';

/** What people put at a message; pressing one puts one's own there, or takes it away. */
export function ReactionsAt({
  message,
  nameOf,
}: {
  readonly message: Message;
  readonly nameOf: (user: string) => string;
}): ReactElement | null {
  const { conversationId, id } = message;
  const { react } = useActions();
  const view = useObserved(reactions, [conversationId, id], (client) =>
    client.use(reactions).observe(conversationId, id),
  );
  const found = view?.[id];
  if (!found) return null;
  return (
    <div className="reactions">
      {found.map(({ emoji, users, mine }) => (
        <button
          key={emoji}
          type="button"
          aria-pressed={mine}
          aria-label={`${emoji} by ${users.map(nameOf).join(', ')}`}
          title={users.map(nameOf).join(', ')}
          onClick={() => react(message, emoji, !mine)}
        >
          {emoji} {users.length > 1 && <small>{users.length}</small>}
        </button>
      ))}
    </div>
  );
}
