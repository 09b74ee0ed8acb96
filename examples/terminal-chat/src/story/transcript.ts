import type { Delivery, Message } from '@tidemark/core';
import { cellsOf, shorten } from '../screen/cells.ts';
import { harmlessLine } from '../screen/harmless.ts';
import type { Written } from './check.ts';
import type { Sight } from './record.ts';

const TEXT_COLUMNS = 44;

/** One line a message: who, what, and the milliseconds from `send()` to each step of its journey. */
export function transcript(written: readonly Written[], sights: readonly Sight[]): readonly string[] {
  const head = `${'#'.padStart(3)} ${'author'.padEnd(9)} ${pad('text', TEXT_COLUMNS)}${['visible', 'sent', 'delivered', 'read'].map((name) => name.padStart(10)).join('')}  ms after send()`;
  return [head, ...(sights[0]?.rows() ?? []).map((message) => row(message, written, sights))];
}

function row(message: Message, written: readonly Written[], sights: readonly Sight[]): string {
  const author = message.author ?? '';
  const own = sights.find(({ reader }) => reader === author);
  const sentAt = written.find(({ id }) => id === message.id)?.atMs ?? own?.seenAt.get(message.id);
  const since = (atMs: number | undefined, digits: number): string =>
    (atMs === undefined || sentAt === undefined ? '-' : (atMs - sentAt).toFixed(digits)).padStart(10);
  const reached = (status: Delivery): number | undefined => reachedAt(own?.reached.get(message.id), status);
  const text = `${message.body.replyTo ? '↪ ' : ''}${harmlessLine(message.body.text ?? '')}`;
  const times = [
    since(own?.seenAt.get(message.id), 2),
    since(reached('sent'), 0),
    since(reached('delivered'), 0),
    since(reached('read'), 0),
  ];
  return `${String(message.ord ?? '?').padStart(3)} ${author.padEnd(9)} ${pad(shorten(text, TEXT_COLUMNS), TEXT_COLUMNS)}${times.join('')}`;
}

/** A status that was jumped over was reached with the next. */
function reachedAt(statuses: ReadonlyMap<Delivery, number> | undefined, status: Delivery): number | undefined {
  const order: readonly Delivery[] = ['sent', 'delivered', 'read'];
  for (const next of order.slice(order.indexOf(status))) {
    const at = statuses?.get(next);
    if (at !== undefined) return at;
  }
  return undefined;
}

function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - cellsOf(text)));
}
