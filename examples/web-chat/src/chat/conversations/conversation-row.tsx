import './conversation-row.css';
import type { Conversation } from '@tidemark/core';
import { useTyping } from '@tidemark/react';
import { memo, type ReactElement } from 'react';
import { Ticks } from '../history/ticks.tsx';
import { Avatar, AvatarOfUser } from '../people/avatar.tsx';
import { type Company, titleOf, useCompany } from '../people/use-members.ts';
import { linkTo } from '../route/place.ts';
import { shortTime } from '../time/time-of.ts';

export interface ConversationRowProps {
  readonly conversation: Conversation;
  readonly isOpen: boolean;
  readonly isTabStop: boolean;
}

export const ConversationRow = memo(function ConversationRow({
  conversation,
  isOpen,
  isTabStop,
}: ConversationRowProps): ReactElement {
  const { id, kind, unread, markedUnread, lastMessage } = conversation;
  const company = useCompany(id);
  const title = titleOf(conversation, company);
  const partner = kind === 'direct' ? company.others[0]?.user : undefined;
  return (
    <li>
      <a
        className="conversation-row"
        href={linkTo(id)}
        aria-current={isOpen ? 'page' : undefined}
        data-roving
        tabIndex={isTabStop ? 0 : -1}
      >
        {partner === undefined ? <Avatar name={title} /> : <AvatarOfUser name={title} user={partner} />}
        <span className="conversation-title">{title}</span>
        {lastMessage && (
          <time dateTime={new Date(lastMessage.at).toISOString()}>{shortTime(lastMessage.at, Date.now())}</time>
        )}
        <LastLine conversation={conversation} company={company} />
        {(unread > 0 || markedUnread) && !isOpen && (
          <span className="unread-count">
            {unread || '•'}
            <span className="only-heard"> unread</span>
          </span>
        )}
      </a>
    </li>
  );
});

interface LastLineProps {
  readonly conversation: Conversation;
  readonly company: Company;
}

function LastLine({ conversation: { id, kind, lastMessage }, company }: LastLineProps): ReactElement {
  const { users } = useTyping(id);
  if (users.length > 0) return <span className="conversation-last is-typing">typing …</span>;
  if (!lastMessage) return <span className="conversation-last">No messages yet</span>;
  const { mine, author, body, delivery, deleted } = lastMessage;
  return (
    <span className="conversation-last">
      {mine && <Ticks delivery={delivery} />}
      <span>
        {!mine && kind !== 'direct' && `${company.nameOf(author)}: `}
        {deleted ? 'Message deleted' : (body.text ?? body.kind)}
      </span>
    </span>
  );
}
