import './reactions-at.css';
import type { Message, Reaction } from '@tidemark/core';
import type { ReactElement } from 'react';
import { useActions } from './message-actions.ts';

/** What people put at a message; pressing one puts one's own there, or takes it away. */
export function ReactionsAt({
  message,
  reactions,
  nameOf,
}: {
  readonly message: Message;
  readonly reactions: readonly Reaction[];
  readonly nameOf: (user: string) => string;
}): ReactElement {
  const { react } = useActions();
  return (
    <div className="reactions">
      {reactions.map(({ emoji, users, mine }) => (
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
