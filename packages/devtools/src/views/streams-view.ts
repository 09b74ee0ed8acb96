import type { InspectedStream } from '@tidemark/core/inspect';
import { h, type ViewNode } from '../dom/node.ts';
import { shortStream } from '../record/log-line.ts';
import { spokenCount } from '../record/spoken.ts';
import { barOf, barText } from '../record/stream-bar.ts';
import type { ViewContext } from './context.ts';
import { chip, empty } from './parts.ts';

/** Where each stream stands, and what of it is held. */
export function streamsView({ state: { streams } }: ViewContext): readonly ViewNode[] {
  if (streams === undefined) return [h('p', { key: 'reading', class: 'quiet' }, 'Reading …')];
  if (streams.length === 0) return [empty('No streams', 'This device has not heard of any yet.')];
  return [
    h(
      'p',
      { key: 'legend', class: 'legend quiet' },
      h('span', { class: 'swatch held', 'aria-hidden': 'true' }),
      'held ',
      h('span', { class: 'swatch stale', 'aria-hidden': 'true' }),
      'held, maybe changed since ',
      h('span', { class: 'swatch gap', 'aria-hidden': 'true' }),
      'missing',
    ),
    h('ul', { key: 'streams', class: 'streams' }, streams.map(streamView)),
  ];
}

function streamView(inspected: InspectedStream): ViewNode {
  const { stream, title, kind, cursor, head, unread, gaps, minOrd, newestOrd, isReset, isGone, evictedTo } = inspected;
  const pieces = barOf(inspected);
  const missing = gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const behind = head && cursor && head.epoch === cursor.epoch ? head.rev - cursor.rev : 0;
  return h(
    'li',
    { key: stream, class: 'stream' },
    h(
      'div',
      { class: 'stream-head' },
      h('span', { class: 'stream-title' }, title ?? shortStream(stream)),
      kind !== undefined && h('span', { class: 'quiet' }, kind),
      unread > 0 && chip('good', `${spokenCount(unread)} unread`),
      behind > 0 && chip('warn', `${spokenCount(behind)} behind`),
      isReset && chip('warn', 'another history'),
      isGone && chip('bad', 'gone'),
    ),
    pieces.length > 0 &&
      h(
        'div',
        { class: 'bar', role: 'img', 'aria-label': barText(pieces) },
        pieces.map((piece) =>
          h('div', {
            key: String(piece.from),
            class: `piece ${piece.kind}`,
            title: barText([piece]),
            style: { left: `${piece.start * 100}%`, width: `${piece.width * 100}%` },
          }),
        ),
      ),
    h(
      'p',
      { class: 'stream-facts mono' },
      cursor ? `cursor rev ${cursor.rev} · ord ${cursor.ord}` : 'not fetched',
      newestOrd > 0 && ` · ord ${minOrd}–${newestOrd}`,
      missing > 0 && ` · ${spokenCount(missing)} missing in ${gaps.length === 1 ? 'a gap' : `${gaps.length} gaps`}`,
      evictedTo !== undefined && ` · evicted to ${evictedTo}`,
      title !== undefined && ` · ${shortStream(stream)}`,
    ),
  );
}
