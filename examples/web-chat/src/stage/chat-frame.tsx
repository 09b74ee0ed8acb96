import './chat-frame.css';
import { TidemarkProvider } from '@tidemark/react';
import type { ReactElement, RefObject } from 'react';
import type { Who } from '../story/script.ts';
import { NetworkPills } from './network-pills.tsx';
import { OutboxLine } from './outbox-line.tsx';
import { STAGE_CONVERSATION } from './stage-conversation.ts';
import { useOnStage } from './use-on-stage.ts';

export interface ChatFrameProps {
  readonly who: Who;
  readonly name: string;
  /** The server: `ws://…/sync`. */
  readonly server: string;
  readonly frame: RefObject<HTMLIFrameElement | null>;
}

/** One person's chat, which is the very page that its link opens in a tab of its own; its network and its outbox. */
export function ChatFrame({ who, name, server, frame }: ChatFrameProps): ReactElement {
  const chat = useOnStage(frame);
  return (
    <section className="chat-frame">
      <header>
        <h2>{name}</h2>
        {chat && <NetworkPills name={name} network={chat.network} />}
        <a
          href={chatAddress(who, server, false)}
          target="_blank"
          rel="noreferrer"
          aria-label={`${name}: open a second tab`}
        >
          Second tab
        </a>
      </header>
      <iframe ref={frame} src={chatAddress(who, server, true)} title={`${name}’s chat`} />
      {chat && (
        <TidemarkProvider client={chat.client}>
          <OutboxLine name={name} />
        </TidemarkProvider>
      )}
    </section>
  );
}

function chatAddress(who: Who, server: string, isStage: boolean): string {
  const query = new URLSearchParams({ as: who, server, ...(isStage && { stage: '1' }) });
  return `/?${query}#/c/${STAGE_CONVERSATION.id}`;
}
