const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: 'long' });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const DATE = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
const SHORT = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const DAY_MS = 86_400_000;

export const timeOf = (atMs: number): string => TIME.format(atMs);

/** The day as this place reckons it: the same number for all times of one day. */
export function dayOf(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}

/** `Today`, `Yesterday`, `Friday`, `Friday 3 May`, `3 May 2025`. */
export function dayName(atMs: number, nowMs: number): string {
  const days = Math.round((dayOf(nowMs) - dayOf(atMs)) / DAY_MS);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days > 1 && days < 7) return WEEKDAY.format(atMs);
  return new Date(atMs).getFullYear() === new Date(nowMs).getFullYear() ? DAY.format(atMs) : DATE.format(atMs);
}

/** What a list has room for. */
export function shortTime(atMs: number, nowMs: number): string {
  const days = Math.round((dayOf(nowMs) - dayOf(atMs)) / DAY_MS);
  if (days <= 0) return timeOf(atMs);
  if (days === 1) return 'Yesterday';
  return days < 7 ? WEEKDAY.format(atMs) : SHORT.format(atMs);
}
