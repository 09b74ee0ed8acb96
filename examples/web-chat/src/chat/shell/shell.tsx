import './shell.css';
import type { NetworkSwitch } from '@tidemark/devtools/network';
import { type ReactElement, useRef, useState } from 'react';
import { ConversationList } from '../conversations/conversation-list.tsx';
import { NewConversation } from '../conversations/new-conversation.tsx';
import { NetworkMenu } from '../demo/network-menu.tsx';
import { OutboxStrip } from '../demo/outbox-strip.tsx';
import { DevtoolsDock } from '../devtools/devtools-dock.tsx';
import { Icon } from '../icons/icon.tsx';
import { Avatar } from '../people/avatar.tsx';
import { usePlace } from '../route/place.ts';
import { SearchBox } from '../search/search-box.tsx';
import { SearchResults } from '../search/search-results.tsx';
import { useIndexInBackground } from '../search/use-search.ts';
import type { StorageWatch } from '../session/storage-news.ts';
import { nameOfId } from '../session/user-id.ts';
import { ThemeToggle } from '../theme/theme-toggle.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { StateLine } from './state-line.tsx';
import { StorageStrip } from './storage-strip.tsx';
import { Thread } from './thread.tsx';
import { UnsentStrip } from './unsent-strip.tsx';

export interface ShellProps {
  readonly user: string;
  /** On a stage: what the network is made to do. */
  readonly link: NetworkSwitch | undefined;
  readonly watch: StorageWatch;
  readonly signOut: () => void;
}

/** The list and the open conversation side by side; on a phone, one after the other. */
export function Shell({ user, link, watch, signOut }: ShellProps): ReactElement {
  const place = usePlace();
  const [text, setText] = useState('');
  const [isBeginning, setBeginning] = useState(false);
  const [isInspected, setInspected] = useState(false);
  const results = useRef<HTMLElement>(null);
  useIndexInBackground();
  return (
    <div className="shell" data-open={place !== undefined}>
      <div className="shell-strips">
        <StorageStrip watch={watch} />
        <OfflineBanner />
        <UnsentStrip />
      </div>
      <aside className="shell-list" aria-label="All conversations">
        <header className="bar">
          <Avatar name={nameOfId(user)} />
          <h1 className="bar-title">{nameOfId(user)}</h1>
          {link && <NetworkMenu link={link} />}
          <button
            type="button"
            className="quiet-button"
            aria-label="New conversation"
            onClick={() => setBeginning(true)}
          >
            <Icon name="plus" />
          </button>
        </header>
        {link && <OutboxStrip />}
        <SearchBox
          text={text}
          setText={setText}
          goToResults={() => results.current?.querySelector<HTMLElement>('[data-roving]')?.focus()}
        />
        {text.trim() === '' ? (
          <ConversationList open={place?.conversationId} ref={results} />
        ) : (
          <SearchResults text={text} ref={results} />
        )}
        <footer className="shell-foot">
          <StateLine />
          <button
            type="button"
            className="quiet-button"
            aria-label="Devtools"
            aria-pressed={isInspected}
            onClick={() => setInspected(!isInspected)}
          >
            <Icon name="panel" />
          </button>
          <ThemeToggle />
          <button type="button" className="quiet-button" aria-label="Sign out" onClick={signOut}>
            <Icon name="leave" />
          </button>
        </footer>
      </aside>
      <main className="shell-main">
        {place === undefined ? (
          <Nothing />
        ) : (
          <Thread key={place.conversationId} conversationId={place.conversationId} at={place.at} />
        )}
      </main>
      {isInspected && <DevtoolsDock link={link} />}
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
