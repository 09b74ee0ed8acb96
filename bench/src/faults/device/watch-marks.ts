import type { Client, Member } from '@tidemark/core';
import type { Tell } from './check-stored.ts';
import { type Entry, wallMs } from './entry.ts';
import type { History } from './history.ts';
import type { DevicePart } from './part.ts';

export interface MarksWatcher {
  close(): void;
}

/** Derived marks rise with each message; noting them all would be most of what is noted. */
const NOTE_MS = 100;
const NONE = { delivered: 0, read: 0 };

/** Marks never fall, within a life or from one to the next, and nobody reads what was not delivered. */
export function watchMarks(
  { conversations: repository }: Client,
  { user, conversations }: DevicePart,
  before: History,
  note: (entries: readonly Entry[]) => void,
  tell: Tell,
): MarksWatcher {
  const known = new Map(before.marks);
  const risen = new Set<string>();

  function look(conversation: string, members: readonly Member[]): void {
    for (const { user: member, delivered, read } of members) {
      const of = `${conversation} ${member}`;
      const last = known.get(of) ?? NONE;
      if (delivered < last.delivered || read < last.read) {
        const fell = `delivered ${last.delivered} to ${delivered}, read ${last.read} to ${read}`;
        tell('stale', `${user}: marks of ${of} fell: ${fell}`);
      }
      if (read > delivered) tell('stale', `${user}: ${of} has read to ${read} what is delivered to ${delivered}`);
      if (delivered > last.delivered || read > last.read) risen.add(of);
      known.set(of, { delivered, read });
    }
  }

  const observed = conversations.map(({ id }) => {
    const view = repository.observeMembers(id);
    view.subscribe(() => look(id, view.getSnapshot() ?? []));
    return view;
  });
  const timer = setInterval(() => {
    const entries = [...risen].map((of): Entry => ({ is: 'marks', of, ...(known.get(of) ?? NONE), at: wallMs() }));
    risen.clear();
    if (entries.length > 0) note(entries);
  }, NOTE_MS);

  return {
    close() {
      clearInterval(timer);
      for (const view of observed) view.close();
    },
  };
}
