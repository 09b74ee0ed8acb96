import './search-results.css';
import type { Conversation } from '@tidemark/core';
import type { Hit } from '@tidemark/core/search';
import { useConversation, useConversations } from '@tidemark/react';
import { type ReactElement, type Ref, useRef } from 'react';
import { ConversationRow } from '../conversations/conversation-row.tsx';
import { useRovingFocus } from '../keyboard/use-roving-focus.ts';
import { titleOf, useCompany } from '../people/use-members.ts';
import { linkTo } from '../route/place.ts';
import { shortTime } from '../time/time-of.ts';
import { Marked } from './marked.tsx';
import { useSearch } from './use-search.ts';

/** Conversations whose name has the text, and messages that have its words. */
export function SearchResults({ text, ref }: { readonly text: string; readonly ref: Ref<HTMLElement> }): ReactElement {
  const found = useSearch(text);
  const list = useRef<HTMLDivElement>(null);
  const roving = useRovingFocus(list);
  return (
    <nav className="conversations" aria-label="Found" ref={ref}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move among the links in it */}
      <div ref={list} onKeyDown={roving}>
        <Named text={text} />
        {found && <h2 className="results-title">Messages</h2>}
        <ul>
          {found?.hits.map((hit) => (
            <HitRow key={hit.id} hit={hit} />
          ))}
        </ul>
      </div>
      <p className="results-note" role="status">
        {found && noteOf(found.hits.length, found.server)}
      </p>
    </nav>
  );
}

function noteOf(count: number, server: 'answered' | 'offline' | 'refused'): string {
  const where = server === 'answered' ? '' : ' on this device; the server could not be asked';
  if (count === 0) return `Nothing found${where}.`;
  return server === 'answered' ? '' : 'Only what is on this device was searched.';
}

function Named({ text }: { readonly text: string }): ReactElement {
  const { rows } = useConversations({ limit: 40, pinnedFirst: true });
  return (
    <ul>
      {rows.map((conversation) => (
        <IfNamed key={conversation.id} conversation={conversation} text={text} />
      ))}
    </ul>
  );
}

/** A conversation's name may be made of its members', which only it knows. */
function IfNamed({
  conversation,
  text,
}: {
  readonly conversation: Conversation;
  readonly text: string;
}): ReactElement | null {
  const title = titleOf(conversation, useCompany(conversation.id));
  if (!title.toLowerCase().includes(text.trim().toLowerCase())) return null;
  return <ConversationRow conversation={conversation} isOpen={false} isTabStop={false} />;
}

function HitRow({ hit }: { readonly hit: Hit }): ReactElement {
  const { conversationId, ord, id, author, at, text, ranges } = hit;
  const { conversation } = useConversation(conversationId);
  const company = useCompany(conversationId);
  return (
    <li>
      <a className="hit" data-roving href={linkTo(conversationId, ord === undefined ? { message: id } : { ord })}>
        <span className="hit-where">
          {conversation && titleOf(conversation, company)}
          {conversation?.kind !== 'direct' && ` · ${company.nameOf(author)}`}
        </span>
        <time dateTime={new Date(at).toISOString()}>{shortTime(at, Date.now())}</time>
        <span className="hit-text">
          <Marked text={text} ranges={ranges} />
        </span>
      </a>
    </li>
  );
}
