import './bubble.css';
import type { Message } from '@tidemark/core';
import { type ReactElement, useState } from 'react';
import { timeOf } from '../time/time-of.ts';
import { Linked } from './linked.tsx';
import { Quote } from './quote.tsx';
import { Ticks } from './ticks.tsx';

/** Longer texts are shown in full when somebody asks. */
const LONG = 2_500;

export interface BubbleProps {
  readonly message: Message;
  readonly nameOf: (user: string | undefined) => string;
}

/** What was said, when, and how far it has come. */
export function Bubble({ message, nameOf }: BubbleProps): ReactElement {
  const { body, deleted, mine, editedAt, at, delivery } = message;
  return (
    <div className="bubble" data-deleted={deleted}>
      {body.replyTo !== undefined && (
        <Quote conversationId={message.conversationId} id={body.replyTo} nameOf={nameOf} />
      )}
      <span className="bubble-text">
        {deleted ? 'This message was deleted' : <Text text={body.text ?? `[${body.kind ?? 'empty'}]`} />}
      </span>
      <span className="message-facts">
        {editedAt !== undefined && !deleted && <span>edited</span>}
        <time dateTime={new Date(at).toISOString()}>{timeOf(at)}</time>
        {mine && <Ticks delivery={delivery} />}
      </span>
    </div>
  );
}

function Text({ text }: { readonly text: string }): ReactElement {
  const [isWhole, setWhole] = useState(text.length <= LONG);
  if (isWhole) return <Linked text={text} />;
  return (
    <>
      <Linked text={`${text.slice(0, LONG / 2)} … `} />
      <button type="button" className="show-all" onClick={() => setWhole(true)}>
        Show all
      </button>
    </>
  );
}
