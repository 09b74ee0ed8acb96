import type { Broken } from './device/entry.ts';

/** One line of the table. */
export interface Row {
  readonly scenario: string;
  readonly title: string;
  /** Present where a broken build ran: which, and what it must show. */
  readonly control?: { readonly build: string; readonly must: Broken } | undefined;
  readonly faults: {
    readonly planned: number;
    readonly hit: number;
    /** Kills that found a write, or at the server a push, under way. */
    readonly amid: number;
    readonly kinds: Readonly<Record<string, number>>;
  };
  /** `send()` was called. */
  readonly attempted: number;
  /** `send()` resolved: the device keeps it. */
  readonly acknowledged: number;
  /** The device was told, and holds, that the server keeps it. */
  readonly confirmed: number;
  /** `send()` rejected. */
  readonly failed: number;
  /** Killed before the answer: may be there or not, but at most once. */
  readonly unknown: number;
  readonly counts: Readonly<Record<Broken, number>>;
  /** Recoveries that were not cut short by the next fault. */
  readonly recoveries: number;
  readonly longestRecoveryMs: number | undefined;
  readonly runs: number;
  readonly seed: string;
  readonly settings: string;
  /** The first of what is wrong. */
  readonly findings: readonly string[];
}

/** Of the kills at least this share must find a write under way: else they are no kills mid-write. */
const AMID_LEAST = 0.2;

/** What is wrong with a row, or undefined: a whole build shows nothing, a broken one what it must; all faults hit. */
export function verdictOf({ control, faults, counts }: Row): string | undefined {
  if (control) return counts[control.must] > 0 ? undefined : `the control shows nothing ${control.must}`;
  const wrong = Object.entries(counts).filter(([, count]) => count > 0);
  if (wrong.length > 0) return wrong.map(([what, count]) => `${count} ${what}`).join(', ');
  if (faults.hit !== faults.planned) return `${faults.hit} of ${faults.planned} faults hit`;
  const { kill = 0 } = faults.kinds;
  return faults.amid < Math.floor(kill * AMID_LEAST)
    ? `only ${faults.amid} of ${kill} kills found a write under way`
    : undefined;
}
