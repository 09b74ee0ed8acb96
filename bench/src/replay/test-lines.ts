import type { FoundMessage, Replica } from './compare.ts';
import { type Plan, planMessages } from './plan-messages.ts';
import type { Line } from './read-corpus.ts';
import { userOf } from './user-of.ts';

/** Lines of two conversations by three people; every third answers the one before. */
export function testLines(count: number): readonly Line[] {
  return Array.from({ length: count }, (_, i): Line => {
    const n = Math.floor(i / 2);
    const replyTo = n % 3 === 2 ? { replyTo: n - 1 } : {};
    return { c: `c${i % 2}`, n, kind: 'message', from: `person ${i % 3}`, text: `text ${i}`, ...replyTo };
  });
}

/** A plan over such lines, and a database that holds exactly what it says. */
export function testReplica(count: number): { readonly plan: Plan; readonly replica: Replica } {
  const plan = planMessages(testLines(count), { seed: '1', clients: 2, oneWay: false, whole: false });
  const ords = new Map<string, number>();
  const messages = plan.messages.map(({ conversation, id, client, text, replyTo, n }): FoundMessage => {
    const ord = (ords.get(conversation) ?? 0) + 1;
    ords.set(conversation, ord);
    return { conversation, ord, id, author: userOf(client), text, replyTo, n };
  });
  return { plan, replica: { name: 'server', messages, unsent: 0 } };
}
