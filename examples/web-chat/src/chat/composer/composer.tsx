import './composer.css';
import { drafts, type Message } from '@tidemark/core';
import { useClient, useMessages, useTyping } from '@tidemark/react';
import { type FormEvent, type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import { PAGE } from '../history/newest-history.tsx';
import { shortText } from '../history/quote.tsx';
import { Icon } from '../icons/icon.tsx';
import { RefusalNote } from './refusal-note.tsx';
import { useText } from './use-text.ts';
import { canEdit, NEW_MESSAGE, type Writing } from './writing.ts';

export interface ComposerProps {
  readonly conversationId: string;
  readonly writing: Writing;
  readonly write: (writing: Writing) => void;
  readonly nameOf: (user: string | undefined) => string;
}

/** Writes messages, answers and changes. What is begun is kept as a draft, on all of one's devices. */
export function Composer({ conversationId, writing, write, nameOf }: ComposerProps): ReactElement {
  const client = useClient();
  const { set: tellTyping } = useTyping(conversationId);
  const { text, setText, giveBack } = useText(conversationId, writing);
  const [refusal, setRefusal] = useState<unknown>();
  const lastOwn = useLastOwn(conversationId);
  const field = useRef<HTMLTextAreaElement>(null);
  const isReady = text.trim() !== '';

  // One who answers or changes something goes on writing at once.
  useEffect(() => {
    if (writing.kind !== 'message') field.current?.focus();
  }, [writing]);

  function send(event: FormEvent): void {
    event.preventDefault();
    if (!isReady) return;
    const said = text.trim();
    setText('');
    setRefusal(undefined);
    write(NEW_MESSAGE);
    keep(said).catch((error: unknown) => {
      // It is not on this device, so it must not be gone from the screen: back to where it was written.
      console.error(error);
      setRefusal(error);
      write(writing);
      giveBack(said);
    });
  }

  async function keep(text: string): Promise<void> {
    if (writing.kind === 'edit') {
      await client.messages.edit(conversationId, writing.message.id, { text });
      return;
    }
    client.use(drafts).clear(conversationId);
    const answered = writing.kind === 'reply' && { replyTo: writing.message.id };
    await client.messages.send(conversationId, { text, ...answered });
  }

  function pressed(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) send(event);
    else if (event.key === 'Escape' && writing.kind !== 'message') write(NEW_MESSAGE);
    else if (event.key === 'ArrowUp' && text === '' && lastOwn) {
      event.preventDefault();
      write({ kind: 'edit', message: lastOwn });
    }
  }

  return (
    <form className="composer" onSubmit={send}>
      {refusal !== undefined && <RefusalNote error={refusal} />}
      {writing.kind !== 'message' && <About writing={writing} nameOf={nameOf} end={() => write(NEW_MESSAGE)} />}
      <textarea
        ref={field}
        aria-label={writing.kind === 'edit' ? 'Change the message' : 'Message'}
        placeholder="Message"
        rows={1}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          if (event.target.value !== '') tellTyping();
        }}
        onKeyDown={pressed}
        onBlur={() => void client.use(drafts).save().catch(console.error)}
      />
      <button type="submit" className="send-button" aria-label="Send" disabled={!isReady}>
        <Icon name={writing.kind === 'edit' ? 'check' : 'send'} />
      </button>
    </form>
  );
}

interface AboutProps {
  readonly writing: Exclude<Writing, { kind: 'message' }>;
  readonly nameOf: ComposerProps['nameOf'];
  readonly end: () => void;
}

function About({ writing: { kind, message }, nameOf, end }: AboutProps): ReactElement {
  return (
    <div className="composer-about">
      <Icon name={kind === 'edit' ? 'pencil' : 'reply'} size={18} />
      <p>
        <b>{kind === 'edit' ? 'Change' : `Answer to ${nameOf(message.author)}`}</b> {shortText(message)}
      </p>
      <button type="button" className="quiet-button" aria-label="Leave it" onClick={end}>
        <Icon name="close" size={18} />
      </button>
    </div>
  );
}

function useLastOwn(conversationId: string): Message | undefined {
  return useMessages(conversationId, { limit: PAGE }).rows.findLast(canEdit);
}
