import { TidemarkError } from '@tidemark/protocol';
import type { HeadLine } from './head-line.ts';

/** In which order the parts of a date are written: d day, m month, y year. */
export type DateOrder = 'dmy' | 'mdy' | 'ymd';

/** Of a year of two digits before the month it is never guessed: the day of one order is the year of the other. */
const ORDERS: readonly DateOrder[] = ['dmy', 'mdy'];

/** Year, month from 1, day. Undefined where there is no such day. */
export function dateIn({ date }: HeadLine, order: DateOrder): readonly [number, number, number] | undefined {
  const partOf = (part: 'd' | 'm' | 'y'): number => date[order.indexOf(part)] as number;
  const written = partOf('y');
  const year = written < 100 ? 2000 + written : written;
  const month = partOf('m');
  const day = partOf('d');
  const found = new Date(Date.UTC(year, month - 1, day));
  const isDay = found.getUTCMonth() === month - 1 && found.getUTCDate() === day && year >= 2009 && year < 2100;
  return isDay ? [year, month, day] : undefined;
}

/**
 * The order in which a chat writes its dates, by what its dates allow: each is a day, and none lies before the one above by
 * more than a day. Throws `options/invalid` where several would do and no custom of writing decides.
 */
export function dateOrderOf(lines: readonly HeadLine[]): DateOrder {
  if (lines.some(({ isYearFirst }) => isYearFirst)) return 'ymd';
  const possible = ORDERS.filter((order) => lines.every((line) => dateIn(line, order) !== undefined));
  const rising = possible.filter((order) => isRising(lines, order));
  const [first, ...others] = rising.length > 0 ? rising : possible;
  if (first !== undefined && others.length === 0) return first;
  // No country writes its month first with full stops or dashes.
  if (first !== undefined && lines.every(({ separator }) => separator !== '/')) return first;
  // Where no order fits, the line at which the usual one fails is told.
  if (first === undefined) return 'dmy';
  const found = `${lines[0]?.date.join('/')}`;
  const message = `The dates of this chat may be read as ${rising.join(' or ')}: say which by dateOrder`;
  throw new TidemarkError('options/invalid', message, { option: 'dateOrder', found });
}

/** Clocks are put back, and phones travel. */
const DAY_MS = 86_400_000;

function isRising(lines: readonly HeadLine[], order: DateOrder): boolean {
  let latest = Number.NEGATIVE_INFINITY;
  for (const line of lines) {
    const [year = 0, month = 1, day = 1] = dateIn(line, order) ?? [];
    const at = Date.UTC(year, month - 1, day);
    if (at < latest - DAY_MS) return false;
    latest = Math.max(latest, at);
  }
  return true;
}
