/**
 * What a device notes as it goes, each in a place that survives its death before it goes on: `try` before a message is
 * written, everything else after the fact.
 */
export type Entry =
  /** A life has begun to write. */
  | { readonly is: 'up'; readonly at: number }
  | { readonly is: 'try'; readonly n: number; readonly id: string; readonly at: number }
  /** `send()` resolved: safe on this device, says the promise. */
  | { readonly is: 'ack'; readonly n: number; readonly at: number }
  /** `send()` rejected: nothing of it is left, says the promise. */
  | { readonly is: 'fail'; readonly n: number; readonly code: string; readonly at: number }
  /** The device holds the server's word that its message stands at this ord. */
  | { readonly is: 'sent'; readonly n: number; readonly ord: number; readonly at: number }
  /** The newest message of another author that one commit brought to a lane. */
  | { readonly is: 'got'; readonly from: string; readonly n: number; readonly at: number }
  /** What the device holds of the server, and what it still owes it. */
  | { readonly is: 'stand'; readonly stored: number; readonly unsent: number; readonly at: number }
  /** Marks as shown. */
  | {
      readonly is: 'marks';
      readonly of: string;
      readonly delivered: number;
      readonly read: number;
      readonly at: number;
    }
  /** At the end: what a conversation's list entry says. */
  | { readonly is: 'unread'; readonly conversation: string; readonly unread: number; readonly read: number }
  /** The device itself saw a promise broken. */
  | { readonly is: 'broken'; readonly what: Broken; readonly text: string };

/** `trouble`: anything that must not happen and is none of the others. */
export const BROKEN = ['lost', 'duplicated', 'reordered', 'stale', 'trouble'] as const;
export type Broken = (typeof BROKEN)[number];

/** Time on a clock that all processes of this machine share. */
export const wallMs = (): number => Math.round((performance.timeOrigin + performance.now()) * 10) / 10;

export const toLines = (entries: readonly Entry[]): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');

/** The entries of whole lines. A kill may tear the last line of a life, which then tells nothing. */
export function fromLines(text: string): readonly Entry[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as Entry];
    } catch {
      return [];
    }
  });
}
