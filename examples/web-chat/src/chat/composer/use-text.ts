import { drafts } from '@tidemark/core';
import { useClient, useObserved } from '@tidemark/react';
import { useState } from 'react';
import type { Writing } from './writing.ts';

/**
 * The text being written: of a new message, begun here or on another device, or of the message that is being changed. It
 * is kept here while one types, because a field whose value comes back from the database a frame later loses its caret.
 */
export function useText(conversationId: string, writing: Writing): readonly [string, (text: string) => void] {
  const client = useClient();
  const draft = useObserved(drafts, [conversationId], () => client.use(drafts).observe(conversationId));
  const [typed, setTyped] = useState<string>();
  const edited = writing.kind === 'edit' ? writing.message : undefined;
  const [change, setChange] = useState({ id: edited?.id, text: edited?.body.text ?? '' });
  // Another message is changed now.
  if (change.id !== edited?.id) setChange({ id: edited?.id, text: edited?.body.text ?? '' });

  if (edited) return [change.text, (text) => setChange({ id: edited.id, text })];
  return [
    typed ?? draft?.text ?? '',
    (text) => {
      setTyped(text);
      client.use(drafts).set(conversationId, { text });
    },
  ];
}
