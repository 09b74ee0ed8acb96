import './message-row.css';
import type { Reaction } from '@tidemark/core';
import { memo, type ReactElement } from 'react';
import { Avatar } from '../people/avatar.tsx';
import { Bubble } from './bubble.tsx';
import { FailureNote } from './failure-note.tsx';
import type { MessageItem } from './history-items.ts';
import { MessageToolbar } from './message-toolbar.tsx';
import { ReactionsAt } from './reactions-at.tsx';

export interface MessageRowProps {
  readonly item: MessageItem;
  /** What people put at it; the same array while that is the same. */
  readonly reactions: readonly Reaction[] | undefined;
  readonly isGroup: boolean;
  readonly nameOf: (user: string | undefined) => string;
  /** One is at it: by pointer, finger or key. */
  readonly isActive: boolean;
  readonly isTabStop: boolean;
  /** It was jumped to. */
  readonly isGoal: boolean;
}

/** One message. It renders again only for what it shows itself. */
export const MessageRow = memo(function MessageRow({
  item: { message, isFirst, isLast },
  reactions,
  isGroup,
  nameOf,
  isActive,
  isTabStop,
  isGoal,
}: MessageRowProps): ReactElement {
  const { mine, failure, change, deleted } = message;
  const author = nameOf(message.author);
  const isTheirs = isGroup && !mine;
  return (
    <article
      className="message"
      data-message={message.id}
      data-mine={mine}
      data-first={isFirst}
      data-last={isLast}
      data-goal={isGoal || undefined}
      aria-label={mine ? 'You' : author}
      tabIndex={isTabStop ? 0 : -1}
    >
      {isTheirs && <div className="message-avatar">{isFirst && <Avatar name={author} />}</div>}
      <div className="message-column">
        {isTheirs && isFirst && <div className="message-author">{author}</div>}
        <Bubble message={message} nameOf={nameOf} />
        {!deleted && reactions && <ReactionsAt message={message} reactions={reactions} nameOf={nameOf} />}
        {failure && <FailureNote opId={message.id} what="Not sent" failure={failure} />}
        {change?.failure && (
          <FailureNote
            opId={change.opId}
            what={change.kind === 'edit' ? 'Not changed' : 'Not deleted'}
            failure={change.failure}
          />
        )}
        {isActive && !deleted && !failure && <MessageToolbar message={message} />}
      </div>
    </article>
  );
});
