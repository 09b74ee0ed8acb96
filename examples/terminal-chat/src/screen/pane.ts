import type { Message } from '@tidemark/core';
import { type ChatState, titleOf } from '../chat/chat-state.ts';
import { shorten } from './cells.ts';
import { harmless, harmlessLine } from './harmless.ts';
import { type InputLine, inputText, showInput } from './input-line.ts';
import { blank, fit, type Line, span, spread } from './line.ts';
import { messageLines, type People } from './message-lines.ts';
import { activeBar, bar, quiet, strong } from './palette.ts';
import { outboxLine, statusLine } from './status-line.ts';
import { wrap } from './wrap.ts';

const ONE_FOOT_COLUMNS = 60;

/** Longer lines are hard to read, and leave the ticks far from the text. */
const READABLE_COLUMNS = 100;

/** How a person looks at a chat: the room there is, what is typed, how far it is scrolled up. */
export interface PaneView {
  readonly columns: number;
  readonly rows: number;
  readonly input: InputLine;
  readonly isActive: boolean;
  /** Lines above the newest. */
  readonly scroll: number;
  /** Monotonic, for countdowns. */
  readonly nowMs: number;
  /** Shown in the empty typing line. */
  readonly hint: string;
}

export interface Pane {
  /** Exactly `rows` of them. */
  readonly lines: readonly Line[];
  /** The column of the cursor in the last line. */
  readonly cursor: number;
  /** The newest ord on the screen. */
  readonly shownOrd: number | undefined;
  /** As far as there are lines. */
  readonly scroll: number;
  readonly isAtTop: boolean;
}

/** What one person sees: title, messages, what commands answered, outbox and status, typing line. */
export function drawPane(state: ChatState, view: PaneView): Pane {
  const { columns, rows } = view;
  const foot = footLines(state, view);
  const notices = state.notices.flatMap((notice) => wrap(harmless(notice), columns - 2));
  const noticeRows = Math.min(notices.length, Math.max(0, rows - 5 - foot.length));
  const room = Math.max(0, rows - 2 - foot.length - noticeRows);
  const history = drawHistory(state, Math.min(columns, READABLE_COLUMNS));
  const scroll = Math.min(view.scroll, Math.max(0, history.lines.length - room));
  const end = history.lines.length - scroll;
  const first = Math.max(0, end - room);
  const shown = history.lines.slice(first, end);
  const filler = Array.from({ length: room - shown.length }, () => blank);
  const { text, cursor } = showInput(view.input, columns - 3);
  const isEmpty = inputText(view.input) === '';
  const lines = [
    titleBar(state, view, scroll),
    ...filler,
    ...shown,
    ...notices.slice(0, noticeRows).map((notice) => [span('  '), span(notice, quiet)]),
    ...foot,
    [span('› ', view.isActive ? strong : quiet), isEmpty ? span(view.hint, quiet) : span(text)],
  ];
  return {
    lines: lines.slice(-rows).map((line) => fit(line, columns)),
    cursor: cursor + 2,
    shownOrd: history.ordAt.slice(0, end).findLast((ord) => ord !== undefined),
    scroll,
    isAtTop: first === 0,
  };
}

/** Outbox and status: on one line where there is room for the longest of both, so that nothing jumps. */
function footLines({ sync, outbox }: ChatState, { columns, nowMs }: PaneView): readonly Line[] {
  const status: Line = [span(' '), ...statusLine(sync, nowMs)];
  const strip: Line = [...outboxLine(outbox), span(' ')];
  if (columns >= ONE_FOOT_COLUMNS) return [spread(status, strip, columns)];
  return [[span(' '), ...strip], status];
}

function titleBar(state: ChatState, { columns, isActive }: PaneView, scroll: number): Line {
  const style = isActive ? activeBar : bar;
  const { unreadElsewhere: unread } = state;
  const right = scroll > 0 ? `↓ ${scroll} more ` : unread > 0 ? `${unread} unread elsewhere ` : '';
  const own = ` ${harmlessLine(nameOf(state, state.me))} · `;
  const left = shorten(own + harmlessLine(titleOf(state)), columns - right.length);
  return spread([span(left, style)], [span(right, style)], columns, style);
}

interface History {
  readonly lines: readonly Line[];
  /** Beside each line: the ord of the message that ends in it. */
  readonly ordAt: readonly (number | undefined)[];
}

function drawHistory(state: ChatState, columns: number): History {
  const people: People = { me: state.me, nameOf: (user) => nameOf(state, user) };
  const byId = new Map(state.messages.map((message) => [message.id, message]));
  const lines: Line[] = [];
  const ordAt: (number | undefined)[] = [];
  let before: Message | undefined;
  if (state.messages.length === 0 && state.conversation) lines.push([span('  Nothing here yet: say ahoy.', quiet)]);
  if (state.hasOlder) lines.push([span('  ↑ earlier messages: PageUp', quiet)]);
  for (const message of state.messages) {
    const { replyTo } = message.body;
    const quoted = replyTo === undefined ? undefined : byId.get(replyTo);
    lines.push(...messageLines(message, before, quoted, people, columns));
    ordAt[lines.length - 1] = message.ord;
    before = message;
  }
  return { lines, ordAt };
}

function nameOf(state: ChatState, user: string): string {
  return state.members.find((member) => member.user === user)?.name ?? user;
}
