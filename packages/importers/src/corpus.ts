import { malformed, parseJson } from './malformed.ts';
import { linesOf, type Text } from './read-lines.ts';
import type { SourceEvent, SourceMessage } from './source-event.ts';

const KINDS = ['message', 'action', 'join', 'leave', 'rename', 'system'];
const NEW_NAME = /is now known as (.*\S)/;

interface CorpusLine {
  readonly c: string;
  readonly n: number;
  readonly at: number;
  readonly kind: string;
  readonly from: string;
  readonly text: string;
  readonly replyTo?: number | undefined;
}

/**
 * A chat log in JSON Lines: `c` conversation, `n` its line from 0, `at` milliseconds since 1970, `kind` message, action,
 * join, leave, rename or system, `from` who, `text`, and `replyTo` the `n` it answers. Who takes another name stays the same
 * user in that conversation. Throws `import/malformed` at the first line that does not fit.
 *
 * @example
 * for await (const event of corpus(await file.text())) console.log(event);
 */
export async function* corpus(text: Text): AsyncGenerator<SourceEvent, void, undefined> {
  const conversations = new Set<string>();
  const users = new Set<string>();
  /** By conversation and name: who goes by it now. */
  const known = new Map<string, string>();
  let number = 0;
  for await (const each of linesOf(text)) {
    number++;
    if (each.trim() === '') continue;
    const line = check(parseJson(each, undefined, number), number);
    const { c, at, from } = line;
    if (!conversations.has(c)) yield { type: 'conversation', source: 'corpus', id: c, title: c, members: [] };
    conversations.add(c);
    const user = known.get(`${c}\n${from}`) ?? from;
    if (!users.has(user)) yield { type: 'user', id: user, name: from };
    users.add(user);
    switch (line.kind) {
      case 'join':
      case 'leave':
        yield { type: 'membership', conversation: c, user, change: line.kind, at };
        break;
      case 'rename': {
        const name = NEW_NAME.exec(line.text)?.[1];
        if (name === undefined) break;
        known.set(`${c}\n${name}`, user);
        yield { type: 'user', id: user, name };
        break;
      }
      default:
        yield messageOf(line, user);
    }
  }
}

const idOf = (c: string, n: number): string => `${c}/${n}`;

function messageOf({ c, n, at, kind, text, replyTo }: CorpusLine, author: string): SourceMessage {
  return {
    type: 'message',
    id: idOf(c, n),
    conversation: c,
    author,
    at,
    text,
    ...(kind !== 'message' && { kind: kind as 'action' | 'system' }),
    ...(replyTo !== undefined && { replyTo: idOf(c, replyTo) }),
  };
}

function check(line: unknown, number: number): CorpusLine {
  const found = Object(line) as CorpusLine;
  const { c, n, at, kind, from, text, replyTo } = found;
  if (typeof c !== 'string' || typeof from !== 'string' || typeof text !== 'string') {
    throw malformed(number, 'needs the texts c, from and text');
  }
  if (!isPlace(n) || !isPlace(at)) throw malformed(number, 'needs the numbers n and at');
  if (!KINDS.includes(kind)) throw malformed(number, `no kind of line: ${JSON.stringify(kind)}`);
  if (replyTo !== undefined && !isPlace(replyTo)) throw malformed(number, 'replyTo is no line');
  return found;
}

const isPlace = (value: unknown): boolean => Number.isFinite(value) && (value as number) >= 0;
