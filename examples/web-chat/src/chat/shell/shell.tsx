import './shell.css';
import { type ReactElement, useState } from 'react';
import { ConversationList } from '../conversations/conversation-list.tsx';
import { NewConversation } from '../conversations/new-conversation.tsx';
import { Icon } from '../icons/icon.tsx';
import { Avatar } from '../people/avatar.tsx';
import { useOpenConversation } from '../route/use-open-conversation.ts';
import { nameOfId } from '../session/user-id.ts';
import { ThemeToggle } from '../theme/theme-toggle.tsx';
import { StateLine } from './state-line.tsx';
import { Thread } from './thread.tsx';

export interface ShellProps {
  readonly user: string;
  readonly isStage: boolean;
  readonly signOut: () => void;
}

/** The list and the open conversation side by side; on a phone, one after the other. */
export function Shell({ user, signOut }: ShellProps): ReactElement {
  const open = useOpenConversation();
  const [isBeginning, setBeginning] = useState(false);
  return (
    <div className="shell" data-open={open !== undefined}>
      <aside className="shell-list">
        <header className="bar">
          <Avatar name={nameOfId(user)} />
          <div className="bar-title">
            <h1>{nameOfId(user)}</h1>
            <StateLine />
          </div>
          <button
            type="button"
            className="quiet-button"
            aria-label="New conversation"
            onClick={() => setBeginning(true)}
          >
            <Icon name="plus" />
          </button>
          <ThemeToggle />
          <button type="button" className="quiet-button" aria-label="Sign out" onClick={signOut}>
            <Icon name="leave" />
          </button>
        </header>
        <ConversationList open={open} />
      </aside>
      <main className="shell-main">
        {open === undefined ? <Nothing /> : <Thread key={open} conversationId={open} />}
      </main>
      {isBeginning && <NewConversation close={() => setBeginning(false)} />}
    </div>
  );
}

function Nothing(): ReactElement {
  return (
    <div className="nothing-open">
      <Icon name="wave" size={56} />
      <p>Choose a conversation</p>
    </div>
  );
}
