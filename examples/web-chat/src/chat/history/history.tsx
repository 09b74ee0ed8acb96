import './history.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { Conversation } from '@tidemark/core';
import { type ReactElement, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { Company } from '../people/use-members.ts';
import { dayName } from '../time/time-of.ts';
import { type HistoryItem, historyItems } from './history-items.ts';
import { MessageRow } from './message-row.tsx';
import { useHistory } from './use-history.ts';
import { useMarkRead } from './use-mark-read.ts';

/** Older messages are fetched when so many rows are left above. */
const AHEAD = 15;

export interface HistoryProps {
  readonly conversation: Conversation;
  readonly company: Company;
}

/** The messages of one conversation, as many elements as there is room for. */
export function History({ conversation, company }: HistoryProps): ReactElement {
  const { id, kind } = conversation;
  const { rows, gaps, hasOlder, status, loadOlder } = useHistory(id);
  const items = useMemo(() => historyItems(rows, gaps, undefined), [rows, gaps]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    getItemKey: (n) => items[n]?.key ?? n,
    estimateSize: (n) => (items[n]?.kind === 'message' ? 44 : 36),
    overscan: 10,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: 60,
  });
  const shown = virtualizer.getVirtualItems();
  const first = shown[0]?.index;
  const last = shown.at(-1)?.index ?? -1;

  const isEmpty = items.length === 0;
  // The newest message first, however the list came to be.
  useLayoutEffect(() => {
    if (!isEmpty) virtualizer.scrollToEnd();
  }, [isEmpty, virtualizer]);

  useEffect(() => {
    if (hasOlder && status === 'ready' && first !== undefined && first < AHEAD) loadOlder();
  }, [hasOlder, status, first, loadOlder]);

  const seen = items.slice(0, last + 1).findLast((item) => item.kind === 'message' && item.message.ord !== undefined);
  useMarkRead(id, seen?.kind === 'message' ? seen.message.ord : undefined);

  return (
    <div className="history" ref={scroller}>
      <ol className="history-rows" aria-label="Messages" style={{ height: virtualizer.getTotalSize() }}>
        {shown.map(({ index, key, start }) => {
          const item = items[index];
          return (
            item && (
              <li
                key={key}
                data-index={index}
                ref={virtualizer.measureElement}
                style={{ transform: `translateY(${start}px)` }}
              >
                <HistoryRow item={item} isGroup={kind !== 'direct'} nameOf={company.nameOf} />
              </li>
            )
          );
        })}
      </ol>
    </div>
  );
}

interface HistoryRowProps {
  readonly item: HistoryItem;
  readonly isGroup: boolean;
  readonly nameOf: Company['nameOf'];
}

function HistoryRow({ item, isGroup, nameOf }: HistoryRowProps): ReactElement {
  switch (item.kind) {
    case 'day':
      return <div className="history-day">{dayName(item.atMs, Date.now())}</div>;
    case 'gap':
      return <div className="history-gap">{item.count} messages are not on this device</div>;
    case 'unread':
      return <div className="history-unread">New</div>;
    case 'message':
      return <MessageRow item={item} author={nameOf(item.message.author)} isGroup={isGroup} />;
  }
}
