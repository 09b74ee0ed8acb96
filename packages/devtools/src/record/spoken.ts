/** `3.4 MB`, in powers of 1,000. */
export function spokenBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** `340 ms`, `12.3 s`, `4 min`, `3 h`, `2 d`. */
export function spokenMs(ms: number): string {
  const value = Math.max(0, ms);
  if (value < 1_000) return `${Math.round(value)} ms`;
  if (value < 60_000) return `${(value / 1_000).toFixed(value < 10_000 ? 1 : 0)} s`;
  if (value < 3_600_000) return `${Math.floor(value / 60_000)} min`;
  return value < 86_400_000 ? `${Math.floor(value / 3_600_000)} h` : `${Math.floor(value / 86_400_000)} d`;
}

/** Whole seconds, of what counts down: `12 s`, `now`. */
export const spokenWait = (ms: number): string =>
  ms <= 0 ? 'now' : ms < 60_000 ? `${Math.ceil(ms / 1_000)} s` : spokenMs(ms);

/** `14:03:22.180`, of this device's day. */
export function spokenTime(at: number): string {
  const date = new Date(at);
  const part = (value: number, length = 2): string => String(value).padStart(length, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map((value) => part(value)).join(':');
  return `${clock}.${part(date.getMilliseconds(), 3)}`;
}

export const spokenCount = (count: number): string => count.toLocaleString('en');
