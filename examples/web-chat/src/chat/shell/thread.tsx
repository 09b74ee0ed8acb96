import './thread.css';
import type { Conversation, JumpTarget } from '@tidemark/core';
import { useConversation, useTyping } from '@tidemark/react';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import { Composer } from '../composer/composer.tsx';
import { NEW_MESSAGE, type Writing } from '../composer/writing.ts';
import { Announcer } from '../history/announcer.tsx';
import { MessageActionsProvider, useMessageActions } from '../history/message-actions.ts';
import { NewestAhead, NewestHistory } from '../history/newest-history.tsx';
import { Icon } from '../icons/icon.tsx';
import { Avatar, AvatarOfUser } from '../people/avatar.tsx';
import { PresenceText } from '../people/presence-text.tsx';
import { type Company, titleOf, useCompany } from '../people/use-members.ts';
import { goToList, linkTo } from '../route/place.ts';

/** Going to a place is nothing that the first screen needs. */
const HistoryAt = lazy(() => import('../history/history-at.tsx').then((file) => ({ default: file.HistoryAt })));

export interface ThreadProps {
  readonly conversationId: string;
  readonly at: JumpTarget | undefined;
}

/** The open conversation: who is in it, what was said, and what one says next. */
export function Thread({ conversationId, at }: ThreadProps): ReactElement | null {
  const { conversation } = useConversation(conversationId);
  const company = useCompany(conversationId);
  const [writing, write] = useState<Writing>(NEW_MESSAGE);
  const actions = useMessageActions(write);
  if (!conversation) return at === undefined ? <NewestAhead conversationId={conversationId} /> : null;
  const about = { conversation, company };
  return (
    <section className="thread" aria-label={titleOf(conversation, company)}>
      <ThreadBar {...about} />
      <MessageActionsProvider value={actions}>
        {at === undefined ? (
          <NewestHistory {...about} />
        ) : (
          <Suspense fallback={<div className="history-frame" />}>
            <HistoryAt key={linkTo(conversationId, at)} {...about} at={at} />
          </Suspense>
        )}
      </MessageActionsProvider>
      <Announcer conversationId={conversationId} nameOf={company.nameOf} />
      <Composer conversationId={conversationId} writing={writing} write={write} nameOf={company.nameOf} />
    </section>
  );
}

interface AboutProps {
  readonly conversation: Conversation;
  readonly company: Company;
}

function ThreadBar({ conversation, company }: AboutProps): ReactElement {
  const title = titleOf(conversation, company);
  const partner = conversation.kind === 'direct' ? company.others[0]?.user : undefined;
  return (
    <header className="bar">
      <button type="button" className="quiet-button thread-back" aria-label="Back to the list" onClick={goToList}>
        <Icon name="back" />
      </button>
      {partner === undefined ? <Avatar name={title} /> : <AvatarOfUser name={title} user={partner} />}
      <div className="bar-title">
        <h2>{title}</h2>
        <p className="bar-facts">
          <ThreadFacts conversation={conversation} company={company} />
        </p>
      </div>
    </header>
  );
}

/** Who writes; else whether the other one is there; else who they are. */
function ThreadFacts({ conversation: { id, kind }, company: { others, nameOf } }: AboutProps): ReactElement | null {
  const { users } = useTyping(id);
  const [other] = others;
  if (users.length > 0) return <span className="is-typing">{`${users.map(nameOf).join(', ')} typing …`}</span>;
  if (kind === 'direct') return other ? <PresenceText user={other.user} /> : null;
  return <>{['You', ...others.map(({ user }) => nameOf(user))].join(', ')}</>;
}
