import './message-toolbar.css';
import type { Message } from '@tidemark/core';
import { type ReactElement, useState } from 'react';
import { canEdit } from '../composer/writing.ts';
import { Icon } from '../icons/icon.tsx';
import { useActions } from './message-actions.ts';

const EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

/** What can be done with the message one is at. */
export function MessageToolbar({ message }: { readonly message: Message }): ReactElement {
  const { reply, edit, remove, react } = useActions();
  const [asked, setAsked] = useState<'emoji' | 'deletion'>();
  if (asked === 'emoji') {
    return (
      <div className="message-toolbar" role="toolbar" aria-label="React with">
        {EMOJI.map((emoji) => (
          <button
            key={emoji}
            type="button"
            aria-label={`React with ${emoji}`}
            onClick={() => {
              setAsked(undefined);
              react(message, emoji, true);
            }}
          >
            {emoji}
          </button>
        ))}
      </div>
    );
  }
  return (
    <div className="message-toolbar" role="toolbar" aria-label="Message">
      <button type="button" aria-label="React" onClick={() => setAsked('emoji')}>
        <Icon name="smile" size={18} />
      </button>
      <button type="button" aria-label="Reply" onClick={() => reply(message)}>
        <Icon name="reply" size={18} />
      </button>
      {canEdit(message) && (
        <button type="button" aria-label="Edit" onClick={() => edit(message)}>
          <Icon name="pencil" size={18} />
        </button>
      )}
      {canEdit(message) && asked === undefined && (
        <button type="button" aria-label="Delete" onClick={() => setAsked('deletion')}>
          <Icon name="trash" size={18} />
        </button>
      )}
      {asked === 'deletion' && (
        <button type="button" className="message-toolbar-sure" onClick={() => remove(message)}>
          Delete for everybody
        </button>
      )}
    </div>
  );
}
