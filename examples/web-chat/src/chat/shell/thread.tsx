import './thread.css';
import type { Conversation } from '@tidemark/core';
import { useTyping } from '@tidemark/react';
import type { ReactElement } from 'react';
import { Composer } from '../composer/composer.tsx';
import { useConversation } from '../conversations/use-conversation.ts';
import { History } from '../history/history.tsx';
import { Icon } from '../icons/icon.tsx';
import { Avatar, AvatarOfUser } from '../people/avatar.tsx';
import { PresenceText } from '../people/presence-text.tsx';
import { type Company, titleOf, useCompany } from '../people/use-members.ts';
import { goToList } from '../route/use-open-conversation.ts';

/** The open conversation: who is in it, what was said, and what one says next. */
export function Thread({ conversationId }: { readonly conversationId: string }): ReactElement | null {
  const conversation = useConversation(conversationId);
  const company = useCompany(conversationId);
  if (!conversation) return null;
  return (
    <section className="thread" aria-label={titleOf(conversation, company)}>
      <ThreadBar conversation={conversation} company={company} />
      <History conversation={conversation} company={company} />
      <Composer conversationId={conversationId} />
    </section>
  );
}

interface ThreadBarProps {
  readonly conversation: Conversation;
  readonly company: Company;
}

function ThreadBar({ conversation, company }: ThreadBarProps): ReactElement {
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

/** Who writes; else whether the other one is there; else how many there are. */
function ThreadFacts({ conversation: { id, kind }, company }: ThreadBarProps): ReactElement | null {
  const { users } = useTyping(id);
  const [other] = company.others;
  if (users.length > 0) return <span className="is-typing">{`${users.map(company.nameOf).join(', ')} typing …`}</span>;
  if (kind === 'direct') return other ? <PresenceText user={other.user} /> : null;
  return <>{company.others.length + 1} people</>;
}
