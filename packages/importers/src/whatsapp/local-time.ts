import { TidemarkError } from '@tidemark/protocol';

/** Milliseconds since 1970 of a local time, given as if it were UTC. */
export type FromLocal = (localMs: number) => number;

const HOUR_MS = 3_600_000;

/** `timeZone`: as in the IANA database, `Europe/Berlin`; that of this device by default. Throws `options/invalid`. */
export function fromLocalTime(timeZone: string | undefined): FromLocal {
  const offsetAt = offsets(timeZone);
  const known = new Map<number, number>();
  return (localMs) => {
    const hour = Math.floor(localMs / HOUR_MS);
    const offset = known.get(hour) ?? offsetOf(hour * HOUR_MS, offsetAt);
    known.set(hour, offset);
    return localMs - offset;
  };
}

/** Twice, since the offset is asked for by the time that it is to give. */
function offsetOf(localMs: number, offsetAt: (ms: number) => number): number {
  return offsetAt(localMs - offsetAt(localMs));
}

function offsets(timeZone: string | undefined): (ms: number) => number {
  const format = formatIn(timeZone);
  return (ms) => {
    const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
  };
}

function formatIn(timeZone: string | undefined): Intl.DateTimeFormat {
  const fields = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
  const times = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', { ...fields, ...times, timeZone });
  } catch {
    const found = String(timeZone);
    const message = `There is no time zone "${found}": name one as Europe/Berlin`;
    throw new TidemarkError('options/invalid', message, { option: 'timeZone', found });
  }
}
