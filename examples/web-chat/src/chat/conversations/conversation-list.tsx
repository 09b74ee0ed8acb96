import './conversation-list.css';
import { useConversations } from '@tidemark/react';
import { type ReactElement, type Ref, useRef } from 'react';
import { useRovingFocus } from '../keyboard/use-roving-focus.ts';
import { ConversationRow } from './conversation-row.tsx';

const PAGE = 40;

export interface ConversationListProps {
  readonly open: string | undefined;
  readonly ref: Ref<HTMLElement>;
}

export function ConversationList({ open, ref }: ConversationListProps): ReactElement {
  const { rows, hasOlder, loadOlder, status } = useConversations({ limit: PAGE, pinnedFirst: true });
  const list = useRef<HTMLUListElement>(null);
  const roving = useRovingFocus(list);
  if (status === 'ready' && rows.length === 0)
    return <p className="list-empty">Nothing here yet. Write to somebody: it is kept until they can be reached.</p>;
  const tabStop = rows.some(({ id }) => id === open) ? open : rows[0]?.id;
  return (
    <nav className="conversations" aria-label="Conversations" ref={ref}>
      <ul ref={list} onKeyDown={roving}>
        {rows.map((conversation) => (
          <ConversationRow
            key={conversation.id}
            conversation={conversation}
            isOpen={conversation.id === open}
            isTabStop={conversation.id === tabStop}
          />
        ))}
      </ul>
      {hasOlder && (
        <button type="button" className="quiet-button list-more" onClick={() => loadOlder()}>
          More conversations
        </button>
      )}
    </nav>
  );
}
