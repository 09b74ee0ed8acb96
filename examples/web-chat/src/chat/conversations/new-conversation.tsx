import './new-conversation.css';
import { TidemarkError } from '@tidemark/core';
import { useClient } from '@tidemark/react';
import { type FormEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import { Icon } from '../icons/icon.tsx';
import { goTo } from '../route/place.ts';
import { userIdOf } from '../session/user-id.ts';

/** One name begins a direct conversation, several a group. It exists at once, also without a network. */
export function NewConversation({ close }: { readonly close: () => void }): ReactElement {
  const client = useClient();
  const dialog = useRef<HTMLDialogElement>(null);
  const [names, setNames] = useState('');
  const [title, setTitle] = useState('');
  const [trouble, setTrouble] = useState('');
  const members = [...new Set(names.split(',').map(userIdOf).filter(Boolean))];
  const isGroup = members.length > 1;

  useEffect(() => dialog.current?.showModal(), []);

  async function create(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      const named = isGroup && title.trim() !== '' && { title: title.trim() };
      const { id } = await client.conversations.create({ kind: isGroup ? 'group' : 'direct', members, ...named });
      close();
      goTo(id);
    } catch (error) {
      if (!TidemarkError.is(error)) throw error;
      setTrouble(error.message);
    }
  }

  return (
    <dialog ref={dialog} className="dialog" onClose={close} aria-labelledby="new-conversation">
      <form onSubmit={(event) => void create(event)}>
        <header>
          <h2 id="new-conversation">New conversation</h2>
          <button type="button" className="quiet-button" aria-label="Close" onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        <label className="field">
          <span>With</span>
          <input value={names} onChange={(event) => setNames(event.target.value)} placeholder="bob, or bob, eve, mia" />
        </label>
        {isGroup && (
          <label className="field">
            <span>Name of the group</span>
            <input value={title} onChange={(event) => setTitle(event.target.value)} placeholder="Crew" />
          </label>
        )}
        {trouble && <p role="alert">{trouble}</p>}
        <button type="submit" className="strong-button" disabled={members.length === 0}>
          {isGroup ? `Begin a group of ${members.length + 1}` : 'Begin'}
        </button>
      </form>
    </dialog>
  );
}
