import { groupBy } from './group-by.ts';
import type { PlannedMessage } from './plan-messages.ts';
import { userOf } from './user-of.ts';

/** A message as a database holds it. */
export interface FoundMessage {
  readonly conversation: string;
  readonly ord: number;
  readonly id: string;
  readonly author: string;
  readonly text?: string | undefined;
  readonly kind?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly mentions?: readonly string[] | undefined;
  /** The line of the corpus it says it is. */
  readonly n?: number | undefined;
}

/** One database in the end, each conversation in any order. */
export interface Replica {
  readonly name: string;
  readonly messages: readonly FoundMessage[];
  /** Ops still waiting to be confirmed. */
  readonly unsent: number;
}

/** What one database has, and what is wrong with it. */
export interface Findings {
  readonly name: string;
  readonly stored: number;
  readonly lost: number;
  /** Lines found more than once, under whatever id. */
  readonly duplicated: number;
  /** Out of order within a sender: lines that stand after a later line of the same client. */
  readonly disordered: number;
  readonly replies: number;
  readonly wrongReplies: number;
  /** Text, author, kind or id other than planned, and messages nobody planned. */
  readonly altered: number;
  /** Conversations whose ords are not 1, 2, 3 … */
  readonly holes: number;
  /** Conversations in another order than in the first database. */
  readonly divergent: number;
  readonly unsent: number;
}

/** Compares databases with what was to be sent, and with the first of them, which is the server's. */
export function compareReplicas(planned: readonly PlannedMessage[], replicas: readonly Replica[]): readonly Findings[] {
  const reference = orders(replicas[0]?.messages ?? []);
  return replicas.map((replica) => ({ ...findIn(planned, replica), divergent: divergence(reference, replica) }));
}

/** Everything that must be zero. */
export function faultsOf(findings: Findings): number {
  const { lost, duplicated, disordered, wrongReplies, altered, holes, divergent, unsent } = findings;
  return lost + duplicated + disordered + wrongReplies + altered + holes + divergent + unsent;
}

function findIn(planned: readonly PlannedMessage[], replica: Replica): Omit<Findings, 'divergent'> {
  const byId = new Map(planned.map((message) => [message.id, message]));
  const byLine = new Map(planned.map((message) => [lineOf(message), message]));
  const found = new Map<string, FoundMessage>();
  const latest = new Map<string, number>();
  let duplicated = 0;
  let disordered = 0;
  let altered = 0;
  let holes = 0;
  for (const messages of byConversation(replica.messages).values()) {
    if (messages.some(({ ord }, i) => ord !== i + 1)) holes++;
    for (const message of messages) {
      // Under another id it is still the same line, sent twice.
      const plan = byId.get(message.id) ?? byLine.get(lineOf(message));
      if (!plan) {
        altered++;
        continue;
      }
      if (found.has(plan.id)) duplicated++;
      else if (!isAsPlanned(message, plan)) altered++;
      found.set(plan.id, message);
      const sender = `${plan.conversation} ${plan.client}`;
      const before = latest.get(sender) ?? -1;
      if (plan.n < before) disordered++;
      latest.set(sender, Math.max(before, plan.n));
    }
  }
  const answers = planned.filter(({ id, replyTo }) => replyTo !== undefined && found.has(id));
  const wrong = answers.filter(({ id, replyTo }) => !pointsTo(found.get(id), replyTo as string, found));
  const strays = [...found].filter(([id, { replyTo }]) => replyTo !== undefined && byId.get(id)?.replyTo === undefined);
  return {
    name: replica.name,
    stored: replica.messages.length,
    lost: planned.filter(({ id }) => !found.has(id)).length,
    duplicated,
    disordered,
    replies: answers.length,
    wrongReplies: wrong.length + strays.length,
    altered,
    holes,
    unsent: replica.unsent,
  };
}

function isAsPlanned(message: FoundMessage, plan: PlannedMessage): boolean {
  return (
    message.id === plan.id &&
    message.conversation === plan.conversation &&
    message.author === userOf(plan.client) &&
    message.text === plan.text &&
    (message.kind ?? 'message') === plan.kind &&
    `${message.mentions}` === `${plan.mentions}` &&
    message.n === plan.n
  );
}

/** A reply is right when it names the message the corpus says, and that one is there, in the same conversation. */
function pointsTo(reply: FoundMessage | undefined, target: string, found: ReadonlyMap<string, FoundMessage>): boolean {
  const answered = found.get(target);
  return reply?.replyTo === target && answered?.id === target && answered.conversation === reply.conversation;
}

const lineOf = ({ conversation, n }: { readonly conversation: string; readonly n?: number | undefined }): string =>
  `${conversation} ${n}`;

function byConversation(messages: readonly FoundMessage[]): Map<string, FoundMessage[]> {
  const conversations = groupBy(messages, ({ conversation }) => conversation);
  for (const each of conversations.values()) each.sort((a, b) => a.ord - b.ord);
  return conversations;
}

function orders(messages: readonly FoundMessage[]): Map<string, string> {
  const texts = [...byConversation(messages)].map(([id, each]): [string, string] => [
    id,
    each.map((message) => `${message.ord} ${message.id}`).join('\n'),
  ]);
  return new Map(texts);
}

function divergence(reference: ReadonlyMap<string, string>, replica: Replica): number {
  const own = orders(replica.messages);
  const all = new Set([...reference.keys(), ...own.keys()]);
  return [...all].filter((id) => own.get(id) !== reference.get(id)).length;
}
