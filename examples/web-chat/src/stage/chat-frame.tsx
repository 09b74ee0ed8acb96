import './chat-frame.css';
import type { ReactElement, Ref } from 'react';
import type { Who } from '../story/script.ts';
import { STAGE_CONVERSATION } from './stage-conversation.ts';

export interface ChatFrameProps {
  readonly who: Who;
  readonly name: string;
  /** The server: `ws://…/sync`. */
  readonly server: string;
  readonly frame: Ref<HTMLIFrameElement>;
}

/** One person's chat: the very page that the address in its link opens in a tab of its own. */
export function ChatFrame({ who, name, server, frame }: ChatFrameProps): ReactElement {
  return (
    <section className="chat-frame">
      <header>
        <h2>{name}’s device</h2>
        <a href={chatAddress(who, server, false)} target="_blank" rel="noreferrer">
          Open a second tab
        </a>
      </header>
      <iframe ref={frame} src={chatAddress(who, server, true)} title={`${name}’s chat`} />
    </section>
  );
}

function chatAddress(who: Who, server: string, isStage: boolean): string {
  const query = new URLSearchParams({ as: who, server, ...(isStage && { stage: '1' }) });
  return `/?${query}#/c/${STAGE_CONVERSATION.id}`;
}
