import { createSeededRandom } from '@tidemark/testing';
import { groupBy } from '../group-by.ts';
import type { Plan, PlanOptions } from '../plan-messages.ts';
import { type CorpusEvent, isSaid, type Line } from '../read-corpus.ts';

/** What a client does beside sending. */
export type PlannedEvent = PlannedMove | PlannedName | PlannedRead;

export interface PlannedMove extends EventPlace {
  readonly kind: 'join' | 'leave';
  readonly conversation: string;
  readonly person: string;
}

interface PlannedName extends EventPlace {
  readonly kind: 'rename';
  readonly name: string;
}

export interface PlannedRead extends EventPlace {
  readonly kind: 'read';
  readonly conversation: string;
  readonly ord: number;
}

interface EventPlace {
  readonly client: number;
  /** Which share of its conversation stands before it: it comes before the messages of the same share. */
  readonly at: number;
}

export interface EventPlan {
  /** By conversation: who is there when it begins, beside the clients. */
  readonly present: ReadonlyMap<string, readonly string[]>;
  /** In the order in which a client does its own. */
  readonly events: readonly PlannedEvent[];
}

/** How often a client reads in a conversation, beside what sending says. */
const READS = 3;
const NEW_NAME = /is now known as (.*\S)/;

/**
 * Joins and leaves change who is a member, by the client that plays the person; a new name is one of the client's own.
 * Who takes another name in a conversation stays the same member there. Who speaks or goes and never came was there.
 */
export function planEvents(
  lines: readonly Line[],
  found: readonly CorpusEvent[],
  plan: Plan,
  { seed, clients }: PlanOptions,
): EventPlan {
  const players = new Map(plan.messages.map(({ from, client }) => [from, client]));
  const people = new Map<string, string>();
  /** By person: one client does what is about them, whatever they are called, since only one client's writes have an order. */
  const clientOf = new Map<string, number>();
  const idOf = (name: string): string => {
    const known = people.get(name);
    if (known !== undefined) return known;
    const id = `p${people.size + 1}`;
    people.set(name, id);
    clientOf.set(id, players.get(name) ?? people.size % clients);
    return id;
  };
  const ids = new Map(plan.conversations.map(({ id, title }) => [title, id]));
  const present = new Map<string, readonly string[]>();
  const events: PlannedEvent[] = [];
  const byConversation = groupBy<Line | CorpusEvent>([...lines, ...found], ({ c }) => c);
  for (const [c, all] of byConversation) {
    const conversation = ids.get(c);
    if (conversation === undefined) continue;
    const room = openRoom(idOf);
    const length = all.filter(isSaid).length;
    let before = 0;
    for (const each of all.toSorted((a, b) => a.n - b.n)) {
      const person = room.seen(each.from, each.kind);
      if (isSaid(each)) {
        before++;
        continue;
      }
      const place = { client: clientOf.get(person) as number, at: before / length };
      if (each.kind !== 'rename') events.push({ ...place, kind: each.kind, conversation, person });
      const name = each.kind === 'rename' && NEW_NAME.exec(each.text)?.[1];
      if (!name) continue;
      room.renamed(each.from, name);
      events.push({ ...place, kind: 'rename', name: name.slice(0, 128) });
    }
    present.set(conversation, room.present());
    events.push(...planReads(seed, conversation, length, clients));
  }
  return { present, events: events.sort((a, b) => a.at - b.at) };
}

/** Who is who in one conversation, by the names in use. */
function openRoom(idOf: (name: string) => string) {
  const known = new Map<string, string>();
  const began: string[] = [];
  return {
    present: (): readonly string[] => [...new Set(began)],
    /** The person of that name; who appears otherwise than by coming was there. */
    seen(name: string, kind: string): string {
      const person = known.get(name) ?? idOf(name);
      if (!known.has(name) && kind !== 'join') began.push(person);
      known.set(name, person);
      return person;
    },
    renamed(from: string, to: string): void {
      known.set(to, known.get(from) as string);
      known.delete(from);
    },
  };
}

/** Reads up to what was said so far, or somewhat less. */
function planReads(seed: string, conversation: string, length: number, clients: number): readonly PlannedEvent[] {
  const random = createSeededRandom(`${seed}/reads ${conversation}`);
  return Array.from({ length: clients * READS }, (_, i): PlannedEvent => {
    const at = random.fraction();
    const ord = Math.floor(at * length * (0.5 + random.fraction() / 2));
    return { kind: 'read', client: i % clients, at, conversation, ord };
  });
}
