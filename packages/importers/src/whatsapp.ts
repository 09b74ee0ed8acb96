import { malformed } from './malformed.ts';
import { type Text, wholeText } from './read-lines.ts';
import type { SourceEvent, SourceMessage } from './source-event.ts';
import { type DateOrder, dateIn, dateOrderOf } from './whatsapp/date-order.ts';
import { type HeadLine, headLine } from './whatsapp/head-line.ts';
import { fromLocalTime } from './whatsapp/local-time.ts';
import { saidIn } from './whatsapp/said.ts';

export interface WhatsAppOptions {
  /** What the chat is called. The export does not say; it is also the id of the conversation. */
  readonly title: string;
  /** In which order dates are written; by default what the dates themselves allow. */
  readonly dateOrder?: DateOrder | undefined;
  /** Where the phone was that exported, as `Europe/Berlin`; by default where this device is. */
  readonly timeZone?: string | undefined;
}

/** A message with all its lines, as they are written. */
interface Written {
  readonly line: number;
  readonly head: HeadLine;
  readonly lines: string[];
}

/**
 * A chat exported by WhatsApp as text, from iOS or Android, in whatever order of dates and kind of clock. People are known
 * by the names of the exporting phone's address book. Throws `import/malformed` where the text is no such export, and
 * `options/invalid` where its dates can be read in two ways.
 *
 * @example
 * whatsApp(await file.text(), { title: 'Crew', timeZone: 'Europe/Berlin' });
 */
export async function* whatsApp(text: Text, options: WhatsAppOptions): AsyncGenerator<SourceEvent, void, undefined> {
  const { title, timeZone } = options;
  const fromLocal = fromLocalTime(timeZone);
  const written = messagesIn(await wholeText(text));
  const order = options.dateOrder ?? dateOrderOf(written.map(({ head }) => head));
  const said = written.map(({ head, lines }) => saidIn([head.rest, ...lines].join('\n')));
  const members = [
    ...new Set(said.flatMap(({ author, isSystem }) => (author === undefined || isSystem ? [] : [author]))),
  ];
  yield { type: 'conversation', source: 'whatsapp', id: title, title, members };
  for (const name of members) yield { type: 'user', id: name, name };
  const seen = new Map<string, number>();
  for (const [i, { line, head }] of written.entries()) {
    const localMs = localTimeOf(line, head, order);
    const { author, text: body, isSystem, file, edited, deleted } = said[i] as (typeof said)[number];
    const isMember = author !== undefined && members.includes(author);
    // The export has no ids. What is said twice in a minute by one person is told apart by its place there.
    const content = JSON.stringify([localMs, author ?? '', deleted ? '' : body, file?.name ?? '']);
    const again = seen.get(content) ?? 0;
    seen.set(content, again + 1);
    const message: SourceMessage = {
      type: 'message',
      id: again === 0 ? content : `${content} ${again}`,
      conversation: title,
      at: fromLocal(localMs),
      text: body,
      ...(isMember && { author }),
      ...(isSystem && { kind: 'system' }),
      ...(file && { files: [file] }),
      ...(edited && { edited }),
      ...(deleted && { deleted }),
    };
    yield message;
  }
}

function messagesIn(text: string): readonly Written[] {
  const messages: Written[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const head = headLine(line);
    if (head) messages.push({ line: i + 1, head, lines: [] });
    else if (messages.length > 0) messages.at(-1)?.lines.push(line);
    else if (line.trim() !== '') {
      throw malformed(i + 1, 'no message of a WhatsApp chat: it begins with a date and a time');
    }
  }
  if (messages.length === 0) throw malformed(1, 'nothing: a WhatsApp chat has at least one message');
  return messages;
}

function localTimeOf(line: number, head: HeadLine, order: DateOrder): number {
  const { hour, minute, second } = head;
  const date = dateIn(head, order);
  if (!date) throw malformed(line, `no day: ${head.date.join(head.separator)} (${order})`);
  if (hour > 23 || minute > 59 || second > 59) throw malformed(line, `no time: ${hour}:${minute}:${second}`);
  const [year, month, day] = date;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
