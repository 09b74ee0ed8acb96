import { drafts } from '@tidemark/core';
import { useClient, useObserved } from '@tidemark/react';
import { useRef, useState } from 'react';
import type { Writing } from './writing.ts';

export interface Text {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** Puts back what could not be sent, before whatever was typed since. */
  readonly giveBack: (text: string) => void;
}

/**
 * The text being written: of a new message, begun here or on another device, or of the message that is being changed. It
 * is kept here while one types, because a field whose value comes back from the database a frame later loses its caret.
 */
export function useText(conversationId: string, writing: Writing): Text {
  const client = useClient();
  const draft = useObserved(drafts, [conversationId], () => client.use(drafts).observe(conversationId));
  const [typed, setTyped] = useState<string>();
  /** As `typed`, for a call that comes later than the render it is of. */
  const newest = useRef('');
  const edited = writing.kind === 'edit' ? writing.message : undefined;
  const [change, setChange] = useState({ id: edited?.id, text: edited?.body.text ?? '' });
  // Another message is changed now.
  if (change.id !== edited?.id) setChange({ id: edited?.id, text: edited?.body.text ?? '' });

  if (edited) {
    const setText = (text: string): void => setChange({ id: edited.id, text });
    return { text: change.text, setText, giveBack: setText };
  }
  const setText = (text: string): void => {
    newest.current = text;
    setTyped(text);
    client.use(drafts).set(conversationId, { text });
  };
  return {
    text: typed ?? draft?.text ?? '',
    setText,
    giveBack: (text) => setText(newest.current === '' ? text : `${text}\n${newest.current}`),
  };
}
