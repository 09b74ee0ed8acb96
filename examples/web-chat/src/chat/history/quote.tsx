import './quote.css';
import type { Message } from '@tidemark/core';
import { useMessage } from '@tidemark/react';
import type { ReactElement } from 'react';
import { linkTo } from '../route/place.ts';

export interface QuoteProps {
  readonly conversationId: string;
  readonly id: string;
  readonly nameOf: (user: string | undefined) => string;
}

/** What a reply answers, and the way there. */
export function Quote({ conversationId, id, nameOf }: QuoteProps): ReactElement {
  const { message } = useMessage(conversationId, id);
  return (
    <a className="quote" href={linkTo(conversationId, { message: id })}>
      {message && <b>{nameOf(message.author)}</b>}
      <span>{message ? shortText(message) : 'An earlier message'}</span>
    </a>
  );
}

export function shortText({ body, deleted }: Pick<Message, 'body' | 'deleted'>): string {
  if (deleted) return 'Message deleted';
  return (body.text ?? `[${body.kind ?? 'empty'}]`).slice(0, 200);
}
