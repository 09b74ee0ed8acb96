import type { Gap, Message } from '@tidemark/core';
import { dayOf } from '../time/time-of.ts';

/** What a history shows, from top to bottom. Keys are steady: scrolling holds on to them. */
export type HistoryItem =
  | { readonly kind: 'day'; readonly key: string; readonly atMs: number }
  | { readonly kind: 'gap'; readonly key: string; readonly count: number }
  | { readonly kind: 'unread'; readonly key: string }
  | MessageItem;

export interface MessageItem {
  readonly kind: 'message';
  readonly key: string;
  readonly message: Message;
  /** The first and the last of what one author said in one go. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** Messages of one author within this time stand under one name. */
const TOGETHER_MS = 5 * 60_000;

/** Messages with the days, the gaps and the place where the unread ones begin (`readTo`: the last ord read) between them. */
export function historyItems(
  rows: readonly Message[],
  gaps: readonly Gap[],
  readTo: number | undefined,
): readonly HistoryItem[] {
  const items: HistoryItem[] = [];
  const holes = [...gaps];
  let isUnreadShown = readTo === undefined;
  let before: Message | undefined;
  rows.forEach((message, n) => {
    const ord = message.ord ?? Number.POSITIVE_INFINITY;
    let isApart = !before || dayOf(before.at) !== dayOf(message.at);
    for (let hole = holes[0]; hole && hole.from < ord; hole = holes[0]) {
      holes.shift();
      items.push(gapItem(hole));
      isApart = true;
    }
    if (!before || dayOf(before.at) !== dayOf(message.at))
      items.push({ kind: 'day', key: `day ${dayOf(message.at)}`, atMs: message.at });
    if (!isUnreadShown && !message.mine && readTo !== undefined && ord > readTo) {
      isUnreadShown = true;
      isApart = true;
      // What is above it has been read: without anything above it there is nothing to part.
      if (n > 0) items.push({ kind: 'unread', key: 'unread' });
    }
    const isFirst = isApart || !before || !isTogether(before, message);
    const after = rows[n + 1];
    const isBeforeGap = (holes[0]?.from ?? Number.POSITIVE_INFINITY) < (after?.ord ?? Number.POSITIVE_INFINITY);
    const isLast = isBeforeGap || !after || !isTogether(message, after) || dayOf(after.at) !== dayOf(message.at);
    items.push({ kind: 'message', key: message.id, message, isFirst, isLast });
    before = message;
  });
  items.push(...holes.map(gapItem));
  return items;
}

function gapItem({ from, to }: Gap): HistoryItem {
  return { kind: 'gap', key: `gap ${to}`, count: to - from + 1 };
}

function isTogether(one: Message, next: Message): boolean {
  return one.mine === next.mine && one.author === next.author && Math.abs(next.at - one.at) < TOGETHER_MS;
}
