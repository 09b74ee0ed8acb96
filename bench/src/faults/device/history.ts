import type { Broken, Entry } from './entry.ts';

/** What a device's entries say so far: what it remembers when it comes back, and what it is judged by. */
export interface History {
  readonly user: string;
  readonly tried: ReadonlyMap<number, { readonly id: string; readonly at: number }>;
  readonly acked: ReadonlySet<number>;
  readonly failed: ReadonlyMap<number, string>;
  readonly sent: ReadonlyMap<number, { readonly ord: number; readonly at: number }>;
  readonly got: readonly Extract<Entry, { is: 'got' }>[];
  readonly marks: ReadonlyMap<string, { readonly delivered: number; readonly read: number }>;
  readonly unread: readonly Extract<Entry, { is: 'unread' }>[];
  readonly broken: readonly { readonly what: Broken; readonly text: string }[];
  /** Lives that began to write. */
  readonly lives: () => number;
  readonly stand: () => { readonly stored: number; readonly unsent: number };
  /** Written, and no word of the end. */
  readonly unknown: () => number;
  /** The first number never used. */
  readonly next: () => number;
  take(entries: readonly Entry[]): void;
}

export function createHistory(user: string): History {
  const tried = new Map<number, { id: string; at: number }>();
  const acked = new Set<number>();
  const failed = new Map<number, string>();
  const sent = new Map<number, { ord: number; at: number }>();
  const got: Extract<Entry, { is: 'got' }>[] = [];
  const marks = new Map<string, { delivered: number; read: number }>();
  const unread: Extract<Entry, { is: 'unread' }>[] = [];
  const broken: { what: Broken; text: string }[] = [];
  const count = { lives: 0, next: 0, stored: 0, unsent: 0 };

  function takeOne(entry: Entry): void {
    switch (entry.is) {
      case 'up':
        count.lives++;
        return;
      case 'try':
        tried.set(entry.n, { id: entry.id, at: entry.at });
        count.next = Math.max(count.next, entry.n + 1);
        return;
      case 'ack':
        acked.add(entry.n);
        return;
      case 'fail':
        failed.set(entry.n, entry.code);
        return;
      case 'sent':
        // The first word counts; another one later is held against it.
        if (!sent.has(entry.n)) sent.set(entry.n, { ord: entry.ord, at: entry.at });
        return;
      case 'got':
        got.push(entry);
        return;
      case 'stand':
        count.stored = entry.stored;
        count.unsent = entry.unsent;
        return;
      case 'marks':
        marks.set(entry.of, { delivered: entry.delivered, read: entry.read });
        return;
      case 'unread':
        unread.push(entry);
        return;
      case 'broken':
        broken.push({ what: entry.what, text: entry.text });
    }
  }

  return {
    user,
    tried,
    acked,
    failed,
    sent,
    got,
    marks,
    unread,
    broken,
    lives: () => count.lives,
    stand: () => ({ stored: count.stored, unsent: count.unsent }),
    unknown: () => tried.size - acked.size - failed.size,
    next: () => count.next,
    take: (entries) => {
      for (const entry of entries) takeOne(entry);
    },
  };
}
