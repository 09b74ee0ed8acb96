import './composer.css';
import { drafts } from '@tidemark/core';
import { useClient, useTyping } from '@tidemark/react';
import { type FormEvent, type KeyboardEvent, type ReactElement, useState } from 'react';
import { Icon } from '../icons/icon.tsx';

/** Writes messages. What is begun is kept as a draft, on all of one's devices. */
export function Composer({ conversationId }: { readonly conversationId: string }): ReactElement {
  const client = useClient();
  const { set: tellTyping } = useTyping(conversationId);
  const [text, setText] = useState('');
  const isReady = text.trim() !== '';

  function write(next: string): void {
    setText(next);
    client.use(drafts).set(conversationId, { text: next });
    if (next !== '') tellTyping();
  }

  function send(event: FormEvent): void {
    event.preventDefault();
    if (!isReady) return;
    setText('');
    client.use(drafts).clear(conversationId);
    client.messages.send(conversationId, { text: text.trim() }).catch(console.error);
  }

  function pressed(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) send(event);
  }

  return (
    <form className="composer" onSubmit={send}>
      <textarea
        aria-label="Message"
        placeholder="Message"
        rows={1}
        value={text}
        onChange={(event) => write(event.target.value)}
        onKeyDown={pressed}
      />
      <button type="submit" className="send-button" aria-label="Send" disabled={!isReady}>
        <Icon name="send" />
      </button>
    </form>
  );
}
