import type { Client } from '@tidemark/core';
import { type Entry, wallMs } from './entry.ts';
import { type DevicePart, textOf } from './part.ts';

export interface Writer {
  /** Writes no more. Resolves once everything written has its answer. */
  rest(): Promise<void>;
}

export interface WriterOptions {
  readonly part: DevicePart;
  readonly client: Client;
  /** The first number not used in an earlier life. */
  readonly next: number;
  readonly unsent: () => number;
  readonly note: (entries: readonly Entry[]) => void;
  /** Told of each message that is acknowledged. */
  readonly acked: (conversation: string, id: string) => void;
}

/** Writes messages at the pace of the part. Notes that it will before it does, and the answer at once. */
export function writeMessages({ part, client, next, unsent, note, acked }: WriterOptions): Writer {
  const { user, conversations, pace } = part;
  let n = next;
  let inBurst = pace.burst;
  let isResting = false;
  const unresolved = new Set<Promise<void>>();
  // The answers of one turn are noted together: in a page each note is a request.
  let answers: Entry[] = [];

  function answered(entry: Entry): void {
    if (answers.push(entry) > 1) return;
    queueMicrotask(() => {
      const now = answers;
      answers = [];
      note(now);
    });
  }

  async function send(place: number, id: string): Promise<void> {
    const conversation = conversations[place % conversations.length]?.id ?? '';
    try {
      await client.messages.send(conversation, { text: textOf(user, place) }, { id });
      answered({ is: 'ack', n: place, at: wallMs() });
      acked(conversation, id);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      answered({ is: 'fail', n: place, code, at: wallMs() });
    }
  }

  function write(count: number): void {
    const room = Math.min(count, pace.unsentMost - Math.max(unsent(), unresolved.size));
    if (isResting || room <= 0) return;
    const places = Array.from({ length: room }, () => ({ place: n++, id: client.newId() }));
    note(places.map(({ place, id }): Entry => ({ is: 'try', n: place, id, at: wallMs() })));
    for (const { place, id } of places) {
      const sending = send(place, id).then(() => {
        unresolved.delete(sending);
        pump();
      });
      unresolved.add(sending);
    }
  }

  /** Keeps a few writes under way until the burst is over. */
  function pump(): void {
    const count = Math.min(inBurst, pace.unresolvedMost - unresolved.size);
    if (count <= 0) return;
    inBurst -= count;
    write(count);
  }

  const timer = setInterval(() => write(pace.each), pace.everyMs);
  pump();
  return {
    async rest() {
      isResting = true;
      clearInterval(timer);
      await Promise.all(unresolved);
    },
  };
}
