import type { Message } from '@tidemark/core';
import { cellsOf, shorten } from './cells.ts';
import { harmless, harmlessLine } from './harmless.ts';
import { type Line, lineCells, type Span, span, spread } from './line.ts';
import { authorColor, bad, quiet } from './palette.ts';
import { tick } from './tick.ts';
import { wrap } from './wrap.ts';

/** From this width on, there is an empty line between authors. */
const AIRY_COLUMNS = 60;

/** Messages of one author within this time stand under one name. */
const TOGETHER_MS = 5 * 60_000;

export interface People {
  readonly me: string;
  nameOf(user: string): string;
}

export function timeOf(atMs: number): string {
  const at = new Date(atMs);
  return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
}

/** One message, with its author's name unless the message before has it. */
export function messageLines(
  message: Message,
  before: Message | undefined,
  quoted: Message | undefined,
  people: People,
  columns: number,
): readonly Line[] {
  const author = authorOf(message, people);
  const edge = span('▎', { color: authorColor(author) });
  const width = columns - 2;
  const lines: Line[] = [];
  if (!before || !isTogether(before, message, people)) {
    const name = message.mine ? `${people.nameOf(author)} (you)` : people.nameOf(author);
    if (before && columns >= AIRY_COLUMNS) lines.push([]);
    lines.push([edge, span(shorten(harmlessLine(name), width), { color: authorColor(author), bold: true })]);
  }
  const { replyTo } = message.body;
  if (replyTo !== undefined) lines.push([edge, span(`↪ ${shorten(quote(quoted, people), width - 2)}`, quiet)]);
  const text = textOf(message);
  const wrapped = wrap(text, width);
  const meta: Line = [span(timeOf(message.at), quiet), ...(message.mine ? [span(' '), tick(message)] : [])];
  const style = message.deleted ? quiet : undefined;
  wrapped.forEach((part, i) => {
    const line: Span[] = [edge, span(part, style)];
    if (i < wrapped.length - 1) lines.push(line);
    else if (cellsOf(part) + 1 + lineCells(meta) <= width) lines.push(spread(line, meta, columns - 1));
    else lines.push(line, spread([edge], meta, columns - 1));
  });
  if (message.failure) {
    const why = `not sent: ${harmlessLine(message.failure.message)} (${message.failure.code}) · /retry or /cancel`;
    for (const part of wrap(why, width)) lines.push([edge, span(part, bad)]);
  }
  return lines;
}

export function textOf(message: Pick<Message, 'body' | 'deleted'>): string {
  if (message.deleted) return 'deleted';
  return harmless(message.body.text ?? `[${message.body.kind ?? 'empty'}]`);
}

function quote(quoted: Message | undefined, people: People): string {
  if (!quoted) return 'an earlier message';
  return `${people.nameOf(authorOf(quoted, people))}: ${harmlessLine(textOf(quoted))}`;
}

function authorOf(message: Message, people: People): string {
  return message.author ?? people.me;
}

function isTogether(before: Message, message: Message, people: People): boolean {
  return authorOf(before, people) === authorOf(message, people) && Math.abs(message.at - before.at) < TOGETHER_MS;
}
