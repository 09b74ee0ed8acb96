import { deriveId } from './derive-id.ts';
import type { Line } from './read-corpus.ts';
import { userOf } from './user-of.ts';

/** One message as it must be found in the end, everywhere. */
export interface PlannedMessage {
  readonly id: string;
  readonly conversation: string;
  readonly c: string;
  readonly n: number;
  /** The person of the corpus. */
  readonly from: string;
  /** Which client sends it. */
  readonly client: number;
  readonly kind: 'message' | 'action';
  readonly text: string;
  /** The id of the message it answers. */
  readonly replyTo?: string | undefined;
  /** The user it names: who plays the person it is addressed to. */
  readonly mentions?: readonly string[] | undefined;
  /** Which share of its conversation stands before it. */
  readonly at: number;
}

export interface Plan {
  readonly conversations: readonly { readonly id: string; readonly title: string }[];
  /** In the order in which a client sends its own. */
  readonly messages: readonly PlannedMessage[];
}

export interface PlanOptions {
  readonly seed: string;
  readonly clients: number;
  readonly oneWay: boolean;
  /** Whether messages name whom they are addressed to. */
  readonly whole: boolean;
}

/** A line of IRC begins with the name of whom it is for. */
const ADDRESSED = /^@?([^\s:,]+)[:,]/;

/**
 * Gives each person to one client, in turn, and each conversation and message its id. All conversations run at once,
 * from their first line to their last: that is how people talk, and lanes must not wait for one another.
 */
export function planMessages(lines: readonly Line[], { seed, clients, oneWay, whole }: PlanOptions): Plan {
  const senders = new Map<string, number>();
  const lengths = new Map<string, number>();
  for (const { from, c } of lines) {
    if (!senders.has(from)) senders.set(from, oneWay ? 0 : senders.size % clients);
    lengths.set(c, (lengths.get(c) ?? 0) + 1);
  }
  const ids = new Map([...lengths.keys()].map((c, place) => [c, deriveId(seed, `conversation ${c}`, place)]));
  const seen = new Map<string, number>();
  const placed = lines.map((line) => {
    const before = seen.get(line.c) ?? 0;
    seen.set(line.c, before + 1);
    return { line, at: before / (lengths.get(line.c) as number) };
  });
  const ordered = placed.sort((a, b) => a.at - b.at).map(({ line, at }) => ({ ...line, at }));
  const nameOf = (c: string, n: number): string => `message ${c} ${n}`;
  const messageIds = new Map(ordered.map(({ c, n }, place) => [nameOf(c, n), deriveId(seed, nameOf(c, n), place)]));
  const messages = ordered.map(({ c, n, from, kind, text, replyTo, at }): PlannedMessage => {
    // A line may answer one that is no message, or that the limit left out.
    const answered = replyTo === undefined ? undefined : messageIds.get(nameOf(c, replyTo));
    const named = whole ? senders.get(ADDRESSED.exec(text)?.[1] ?? '') : undefined;
    return {
      id: messageIds.get(nameOf(c, n)) as string,
      conversation: ids.get(c) as string,
      c,
      n,
      from,
      client: senders.get(from) as number,
      kind,
      // Lone surrogates, which no database keeps: the client replaces them, too.
      text: text.replace(/\p{Cs}/gu, '\ufffd'),
      ...(answered !== undefined && { replyTo: answered }),
      ...(named !== undefined && { mentions: [userOf(named)] }),
      at,
    };
  });
  return { conversations: [...ids].map(([title, id]) => ({ id, title })), messages };
}
