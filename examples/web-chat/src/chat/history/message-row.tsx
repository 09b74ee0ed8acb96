import './message-row.css';
import type { Message } from '@tidemark/core';
import { memo, type ReactElement } from 'react';
import { Avatar } from '../people/avatar.tsx';
import { timeOf } from '../time/time-of.ts';
import type { MessageItem } from './history-items.ts';
import { Linked } from './linked.tsx';
import { Ticks } from './ticks.tsx';

export interface MessageRowProps {
  readonly item: MessageItem;
  readonly author: string;
  readonly isGroup: boolean;
}

/** One message. It renders again only for what it shows itself. */
export const MessageRow = memo(function MessageRow({ item, author, isGroup }: MessageRowProps): ReactElement {
  const { message, isFirst, isLast } = item;
  const { mine, delivery, deleted, failure } = message;
  return (
    <div
      className="message"
      data-mine={mine}
      data-first={isFirst}
      data-last={isLast}
      data-failed={failure !== undefined}
    >
      {isGroup && !mine && <div className="message-avatar">{isFirst && <Avatar name={author} />}</div>}
      <div className="message-column">
        {isGroup && !mine && isFirst && <div className="message-author">{author}</div>}
        <div className="bubble" data-deleted={deleted}>
          <BubbleText message={message} />
          <span className="message-facts">
            {message.editedAt !== undefined && !deleted && <span>edited</span>}
            <time dateTime={new Date(message.at).toISOString()}>{timeOf(message.at)}</time>
            {mine && <Ticks delivery={delivery} />}
          </span>
        </div>
      </div>
    </div>
  );
});

function BubbleText({ message: { body, deleted } }: { readonly message: Message }): ReactElement {
  if (deleted) return <span className="bubble-text">This message was deleted</span>;
  return (
    <span className="bubble-text">
      <Linked text={body.text ?? `[${body.kind ?? 'empty'}]`} />
    </span>
  );
}
