import type { FoundMessage, Replica } from '../../replay/compare.ts';
import { groupBy } from '../../replay/group-by.ts';
import type { History } from '../device/history.ts';
import { parseText, textOf } from '../device/part.ts';
import type { Evidence, Finding } from './evidence.ts';

/** What the devices were promised, held against what is there in the end. Each broken promise once. */
export function judge({ histories, log, replicas, findings }: Evidence): readonly Finding[] {
  const found = [
    ...findings,
    ...histories.flatMap(({ broken }) => broken),
    ...histories.flatMap((history) => judgeHistory(history, log)),
    ...judgeOrder(log, histories),
    ...replicas.flatMap((replica) => judgeReplica(replica, log)),
    ...histories.flatMap((history) => judgeUnread(history, log)),
  ];
  return [...new Map(found.map((finding) => [`${finding.what} ${finding.text}`, finding])).values()];
}

/** Confirmed is in the log: held against the log between two lives of the server. */
export function judgeConfirmed(histories: readonly History[], log: Replica): readonly Finding[] {
  const places = new Map(log.messages.map(({ text, ord }) => [text, ord]));
  return histories.flatMap(({ user, sent }) =>
    [...sent].flatMap(([n, { ord }]): readonly Finding[] => {
      const place = places.get(textOf(user, n));
      if (place === ord) return [];
      if (place === undefined) return [{ what: 'lost', text: `${textOf(user, n)}: confirmed, then gone from the log` }];
      return [{ what: 'reordered', text: `${textOf(user, n)}: confirmed at ${ord}, then at ${place} in the log` }];
    }),
  );
}

function judgeHistory({ user, tried, acked, failed, sent }: History, log: Replica): readonly Finding[] {
  const places = groupBy(
    log.messages.filter(({ text }) => parseText(text)?.user === user),
    ({ text }) => text ?? '',
  );
  const found: Finding[] = [];
  for (const [n, { id }] of tried) {
    const text = textOf(user, n);
    const [place, ...more] = places.get(text) ?? [];
    if (more.length > 0) found.push({ what: 'duplicated', text: `${text}: ${more.length + 1} times in the log` });
    if (place === undefined && acked.has(n))
      found.push({ what: 'lost', text: `${text}: acknowledged, not in the log` });
    if (place !== undefined && failed.has(n)) found.push({ what: 'trouble', text: `${text}: refused, and in the log` });
    if (place !== undefined && (place.id !== id || place.author !== user)) {
      found.push({ what: 'trouble', text: `${text}: in the log with another id or author` });
    }
  }
  for (const text of places.keys()) {
    if (!tried.has(parseText(text)?.n ?? -1)) found.push({ what: 'trouble', text: `${text}: never written` });
  }
  return [...found, ...judgeConfirmed([{ user, sent } as History], log)];
}

/** Ords are 1, 2, 3 …, and the messages of an author stand in the order written. */
function judgeOrder(log: Replica, histories: readonly History[]): readonly Finding[] {
  const found: Finding[] = [];
  const users = new Set(histories.map(({ user }) => user));
  for (const [conversation, messages] of byConversation(log)) {
    const latest = new Map<string, number>();
    for (const [i, { ord, text }] of messages.entries()) {
      if (ord !== i + 1) found.push({ what: 'lost', text: `${conversation}: ord ${ord} is at place ${i + 1}` });
      const said = parseText(text);
      if (!said || !users.has(said.user)) {
        found.push({ what: 'trouble', text: `${text}: nobody's` });
        continue;
      }
      const before = latest.get(said.user) ?? -1;
      if (said.n < before) found.push({ what: 'reordered', text: `${text}: after #${before} in the log` });
      latest.set(said.user, Math.max(before, said.n));
    }
  }
  return found;
}

/** A device holds what the log holds, place by place, and owes nothing. */
function judgeReplica(replica: Replica, log: Replica): readonly Finding[] {
  const found: Finding[] = [];
  const { name } = replica;
  const placeOf = ({ conversation, ord }: FoundMessage): string => `${conversation} ${ord}`;
  const held = new Map(replica.messages.map((message) => [placeOf(message), message]));
  const known = new Set(log.messages.map(placeOf));
  if (replica.unsent > 0) found.push({ what: 'stale', text: `${name}: ${replica.unsent} ops unsent in the end` });
  for (const message of log.messages) {
    const own = held.get(placeOf(message));
    if (!own) found.push({ what: 'stale', text: `${message.text}: not on ${name} in the end` });
    else if (own.id !== message.id || own.text !== message.text || own.author !== message.author) {
      found.push({
        what: 'reordered',
        text: `${placeOf(message)}: ${own.text} on ${name}, ${message.text} in the log`,
      });
    }
  }
  for (const message of replica.messages) {
    if (!known.has(placeOf(message))) found.push({ what: 'lost', text: `${message.text}: on ${name}, not in the log` });
  }
  return found;
}

/** What a list entry counts is what a recount gives. */
function judgeUnread({ user, unread }: History, log: Replica): readonly Finding[] {
  const messages = byConversation(log);
  return unread.flatMap(({ conversation, unread: said, read }): readonly Finding[] => {
    const counted = (messages.get(conversation) ?? []).filter(
      ({ author, ord }) => author !== user && ord > read,
    ).length;
    if (counted === said) return [];
    return [{ what: 'stale', text: `${user}: ${conversation} says ${said} unread, a recount ${counted}` }];
  });
}

function byConversation(log: Replica): ReadonlyMap<string, readonly FoundMessage[]> {
  const groups = groupBy(log.messages, ({ conversation }) => conversation);
  for (const messages of groups.values()) messages.sort((a, b) => a.ord - b.ord);
  return groups;
}
