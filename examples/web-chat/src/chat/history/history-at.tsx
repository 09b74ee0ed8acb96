import type { JumpTarget } from '@tidemark/core';
import { useMessagesAt } from '@tidemark/react';
import type { ReactElement } from 'react';
import { linkTo } from '../route/place.ts';
import { History, type HistoryProps } from './history.tsx';

export interface HistoryAtProps extends Omit<HistoryProps, 'view' | 'isJump' | 'anchor'> {
  readonly at: JumpTarget;
}

/** The messages around a place: a search hit, what a reply answers, the first unread one. */
export function HistoryAt({ at, ...about }: HistoryAtProps): ReactElement {
  const view = useMessagesAt(about.conversation.id, at, { before: 30, after: 30 });
  if (view.error !== undefined) {
    return (
      <div className="history history-nowhere" role="alert">
        <p>This message cannot be shown. It may have been deleted, or is only on the server, which is out of reach.</p>
        <a href={linkTo(about.conversation.id)}>To the newest messages</a>
      </div>
    );
  }
  return <History {...about} view={view} isJump anchor={view.anchor} />;
}
