import './history.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { Conversation, Gap, Message, Reaction } from '@tidemark/core';
import { type ReactElement, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Icon } from '../icons/icon.tsx';
import type { Company } from '../people/use-members.ts';
import { goTo } from '../route/place.ts';
import { dayName } from '../time/time-of.ts';
import { GapRow } from './gap-row.tsx';
import { type HistoryItem, historyItems, type MessageItem } from './history-items.ts';
import { MessageRow } from './message-row.tsx';
import { UnreadAbove } from './unread-above.tsx';
import { useActiveMessage } from './use-active-message.ts';
import { useMarkRead } from './use-mark-read.ts';
import { useReactions } from './use-reactions.ts';
import { useStayAtEnd } from './use-stay-at-end.ts';
import { useUnreadFrom } from './use-unread-from.ts';

/** More is fetched when so many rows are left. */
const AHEAD = 15;

export interface HistoryView {
  readonly rows: readonly Message[];
  readonly gaps: readonly Gap[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  readonly status: 'ready' | 'loading';
  readonly loadOlder: () => void;
  readonly loadNewer: () => void;
}

export interface HistoryProps {
  readonly conversation: Conversation;
  readonly company: Company;
  readonly view: HistoryView;
  /** It shows a place that was jumped to, as soon as that is known. */
  readonly isJump?: boolean;
  readonly anchor?: number | undefined;
}

/** The messages of one conversation, as many elements as there is room for. */
export function History({ conversation, company, view, isJump = false, anchor }: HistoryProps): ReactElement {
  const { rows, gaps, hasOlder, hasNewer, status, loadOlder, loadNewer } = view;
  const readTo = useUnreadFrom(isJump ? 0 : conversation.unread, rows);
  const items = useMemo(() => historyItems(rows, gaps, readTo), [rows, gaps, readTo]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLLIElement>({
    count: items.length,
    getScrollElement: () => scroller.current,
    getItemKey: (n) => items[n]?.key ?? n,
    estimateSize: (n) => (items[n]?.kind === 'message' ? 44 : 48),
    overscan: 8,
    paddingEnd: 8,
    anchorTo: 'end',
  });
  // Where newer ones are still to be fetched, what is added is none of them that just came.
  const newestKey = hasNewer ? undefined : items.at(-1)?.key;
  useStayAtEnd(scroller, virtualizer, { newest: newestKey, isBegunThere: !isJump });
  const active = useActiveMessage(scroller, items, virtualizer);
  const shown = virtualizer.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const last = shown.at(-1)?.index ?? -1;
  const drawn = items.slice(first, last + 1).flatMap((item) => (item.kind === 'message' ? item.message : []));
  const reactions = useReactions(conversation.id, drawn);

  // The goal, or the newest message, is where it begins; what one sends oneself is gone to.
  const goal = anchor === undefined ? undefined : goalOf(items, anchor);
  const goalKey = goal?.key;
  const arrival = useRef<'none' | 'near' | 'there'>('none');
  const [hasBegun, setBegun] = useState(false);
  const isEmpty = items.length === 0;
  useLayoutEffect(() => {
    if (isEmpty || arrival.current === 'there' || (isJump && goalKey === undefined)) return;
    // As near as it gets while the place itself is still to be fetched.
    const index = items.findIndex(({ key }) => key === goalKey);
    arrival.current = !isJump || ordOf(items[index]) === anchor ? 'there' : 'near';
    if (isJump) virtualizer.scrollToIndex(index, { align: 'center' });
    else virtualizer.scrollToEnd();
  }, [isEmpty, isJump, anchor, goalKey, items, virtualizer]);

  // What is drawn before the list has moved is not what somebody looks at.
  useEffect(() => {
    if (isEmpty) return;
    const frame = requestAnimationFrame(() => setBegun(true));
    return () => cancelAnimationFrame(frame);
  }, [isEmpty]);

  const newest = rows.at(-1);
  const ownPending = newest?.delivery === 'sending' ? newest.id : undefined;
  useLayoutEffect(() => {
    if (ownPending !== undefined) virtualizer.scrollToEnd();
  }, [ownPending, virtualizer]);

  useEffect(() => {
    if (isEmpty || status === 'loading' || !hasBegun) return;
    if (hasOlder && first < AHEAD) loadOlder();
    if (hasNewer && last >= items.length - AHEAD) loadNewer();
  }, [isEmpty, status, hasBegun, hasOlder, hasNewer, first, last, items.length, loadOlder, loadNewer]);

  useMarkRead(conversation.id, seenOrd(items, last));
  const isAway = hasNewer || (!isEmpty && last < items.length - 3);
  const tabStop = tabStopOf(items, first, last, active.key);

  function toNewest(): void {
    if (hasNewer) goTo(conversation.id);
    else virtualizer.scrollToEnd();
  }

  return (
    <div className="history-frame">
      <div className="history" ref={scroller}>
        <ol
          className="history-rows"
          aria-label="Messages"
          style={{ height: virtualizer.getTotalSize() }}
          {...active.handlers}
        >
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
                  <HistoryRow
                    item={item}
                    reactions={item.kind === 'message' ? reactions[item.message.id] : undefined}
                    isGroup={conversation.kind !== 'direct'}
                    nameOf={company.nameOf}
                    isActive={item.key === active.key}
                    isTabStop={item.key === tabStop}
                    isGoal={item === goal}
                  />
                </li>
              )
            );
          })}
        </ol>
      </div>
      {readTo !== undefined && <UnreadAbove conversationId={conversation.id} readTo={readTo} rows={rows} />}
      {isAway && (
        <button type="button" className="to-newest" aria-label="To the newest messages" onClick={toNewest}>
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}

interface HistoryRowProps {
  readonly item: HistoryItem;
  readonly reactions: readonly Reaction[] | undefined;
  readonly isGroup: boolean;
  readonly nameOf: Company['nameOf'];
  readonly isActive: boolean;
  readonly isTabStop: boolean;
  readonly isGoal: boolean;
}

function HistoryRow({ item, ...rest }: HistoryRowProps): ReactElement {
  switch (item.kind) {
    case 'day':
      return <div className="history-line">{dayName(item.atMs, Date.now())}</div>;
    case 'gap':
      return <GapRow count={item.count} />;
    case 'unread':
      return <div className="history-line is-new">New</div>;
    case 'message':
      return <MessageRow item={item} {...rest} />;
  }
}

const ordOf = (item: HistoryItem | undefined): number | undefined =>
  item?.kind === 'message' ? item.message.ord : undefined;

/** The message at a place, or the first one after it. */
function goalOf(items: readonly HistoryItem[], anchor: number): MessageItem | undefined {
  return items.find((item): item is MessageItem => (ordOf(item) ?? 0) >= anchor);
}

/** The newest place among the rows drawn. */
function seenOrd(items: readonly HistoryItem[], last: number): number | undefined {
  for (let n = last; n >= 0; n--) if (ordOf(items[n]) !== undefined) return ordOf(items[n]);
  return undefined;
}

/** The message that Tab goes to: the one it was at, or the newest that is drawn. */
function tabStopOf(items: readonly HistoryItem[], first: number, last: number, active: string | undefined): string {
  const drawn = items.slice(first, last + 1).filter(({ kind }) => kind === 'message');
  return (drawn.find(({ key }) => key === active) ?? drawn.at(-1))?.key ?? '';
}
