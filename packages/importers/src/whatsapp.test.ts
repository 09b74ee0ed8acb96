import { TidemarkError } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import type { SourceEvent, SourceMessage } from './source-event.ts';
import { type WhatsAppOptions, whatsApp } from './whatsapp.ts';

const UTC = { title: 'Crew', timeZone: 'UTC' };

async function read(text: string, options: Partial<WhatsAppOptions> = {}): Promise<readonly SourceEvent[]> {
  const events: SourceEvent[] = [];
  for await (const event of whatsApp(text, { ...UTC, ...options })) events.push(event);
  return events;
}

async function said(text: string, options?: Partial<WhatsAppOptions>): Promise<readonly SourceMessage[]> {
  return (await read(text, options)).filter((event) => event.type === 'message');
}

/** As one line: time, author, text. */
async function lines(text: string, options?: Partial<WhatsAppOptions>): Promise<readonly string[]> {
  const messages = await said(text, options);
  return messages.map((each) => `${new Date(each.at).toISOString().slice(0, 19)} ${each.author ?? '·'} ${each.text}`);
}

async function refused(text: string, options?: Partial<WhatsAppOptions>): Promise<unknown> {
  const error: unknown = await read(text, options).catch((cause: unknown) => cause);
  return TidemarkError.is(error) ? [error.code, error.details] : error;
}

const IOS = [
  '\u200e[31.01.24, 14:05:09] Crew: \u200eMessages and calls are end-to-end encrypted.',
  '[31.01.24, 14:05:10] Ann Wren: Low tide at nine.',
  'Bring boots.',
  '',
  'And tea: two flasks',
  '[31.01.24, 14:06:00] ~\u202fBo\u2068b: \u200e<attached: 00000004-PHOTO-2024-01-31.jpg>',
  '\u200e[31.01.24, 14:06:30] Ann Wren: \u200eimage omitted',
  '[01.02.24, 00:00:01] Ann Wren: Tomorrow then \u200e<This message was edited>',
  '[01.02.24, 00:00:02] Ann Wren: \u200eYou deleted this message.',
].join('\r\n');

test('[IMP-1] the iOS form: lines that belong together, marks, attachments, edits and deletions', async () => {
  const messages = await said(IOS);
  expect(messages).toMatchObject([
    { kind: 'system', text: 'Messages and calls are end-to-end encrypted.' },
    {
      author: 'Ann Wren',
      text: 'Low tide at nine.\nBring boots.\n\nAnd tea: two flasks',
      at: Date.UTC(2024, 0, 31, 14, 5, 10),
    },
    { author: 'Bob', text: '', files: [{ name: '00000004-PHOTO-2024-01-31.jpg' }] },
    { author: 'Ann Wren', text: '', files: [{}] },
    { author: 'Ann Wren', text: 'Tomorrow then', edited: true },
    { author: 'Ann Wren', text: '', deleted: true },
  ]);
  expect(messages[0]).not.toHaveProperty('author');
  expect(await read(IOS)).toMatchObject([
    { type: 'conversation', source: 'whatsapp', id: 'Crew', title: 'Crew', members: ['Ann Wren', 'Bob'] },
    { type: 'user', id: 'Ann Wren' },
    { type: 'user', id: 'Bob' },
    ...messages,
  ]);
});

test('[IMP-1] the Android form: lines nobody said, files with and without a caption, and what was left out', async () => {
  const android = [
    '28/03/2023, 9:59 pm - Messages and calls are end-to-end encrypted.',
    '28/03/2023, 10:00 pm - Ann changed the subject from "Boats: old" to "Boats: new"',
    '28/03/2023, 10:01 pm - Ann: <Media omitted>',
    '28/03/2023, 10:02 pm - Bob: \u200eIMG-20230328-WA0003.jpg (file attached)',
    'the quay',
    '28/03/2023, 10:03 pm - +49 170 1234567: see (the map)',
    '28/03/2023, 10:04 pm - Bob: This message was deleted',
    '',
  ].join('\n');
  expect(await said(android)).toMatchObject([
    { kind: 'system' },
    { kind: 'system', text: 'Ann changed the subject from "Boats: old" to "Boats: new"' },
    { author: 'Ann', text: '', files: [{}] },
    { author: 'Bob', text: 'the quay', files: [{ name: 'IMG-20230328-WA0003.jpg' }] },
    { author: '+49 170 1234567', text: 'see (the map)' },
    { author: 'Bob', deleted: true },
  ]);
});

test('[IMP-2] clocks of twelve and of twenty-four hours', async () => {
  const clock = [
    '[1/31/24, 12:00:00\u202fAM] A: midnight',
    '[1/31/24, 12:00:01 PM] A: noon',
    '1/31/24, 1:05\u202fp. m. - A: Spanish',
    '1/31/24, 오후 1:06 - A: Korean',
    '1/31/24, 23:59 - A: late',
  ].join('\n');
  expect(await lines(clock)).toEqual([
    '2024-01-31T00:00:00 A midnight',
    '2024-01-31T12:00:01 A noon',
    '2024-01-31T13:05:00 A Spanish',
    '2024-01-31T13:06:00 A Korean',
    '2024-01-31T23:59:00 A late',
  ]);
});

test('[IMP-2] the order of a date is what all dates allow: real days that do not go back', async () => {
  const chat = (...dates: readonly string[]) => dates.map((date, i) => `${date}, 10:0${i} - A: ${i}`).join('\n');
  const days = async (...dates: readonly string[]) =>
    (await lines(chat(...dates))).map((line) => line.slice(0, 10)).join(' ');
  expect(await days('3/4/24', '13/4/24')).toBe('2024-04-03 2024-04-13');
  expect(await days('3/4/24', '3/13/24')).toBe('2024-03-04 2024-03-13');
  expect(await days('2024/03/04', '2024/03/05')).toBe('2024-03-04 2024-03-05');
  expect(await days('2024-03-04')).toBe('2024-03-04');
  expect(await days('03.04.24')).toBe('2024-04-03');
  expect(await days('31. 1. 2024')).toBe('2024-01-31');
  // As days first these would go back by a month each time.
  expect(await days('1/10/24', '2/9/24', '3/8/24')).toBe('2024-01-10 2024-02-09 2024-03-08');
  expect(await days('٣١/١/٢٠٢٤')).toBe('2024-01-31');
});

test('[IMP-2] dates that may be read in two ways are refused, unless the order is given', async () => {
  const chat = '3/4/24, 10:00 - A: when?';
  expect(await refused(chat)).toEqual(['options/invalid', { option: 'dateOrder', found: '3/4/24' }]);
  expect(await lines(chat, { dateOrder: 'mdy' })).toEqual(['2024-03-04T10:00:00 A when?']);
  expect(await lines(chat, { dateOrder: 'dmy' })).toEqual(['2024-04-03T10:00:00 A when?']);
});

test('[IMP-2] times are those of the zone, also where clocks are put forward', async () => {
  const chat = ['31.03.24, 01:59 - A: before', '31.03.24, 03:00 - A: after', '01.07.24, 12:00 - A: summer'].join('\n');
  expect(await lines(chat, { timeZone: 'Europe/Berlin' })).toEqual([
    '2024-03-31T00:59:00 A before',
    '2024-03-31T01:00:00 A after',
    '2024-07-01T10:00:00 A summer',
  ]);
  expect(await refused(chat, { timeZone: 'Mars/Olympus' })).toEqual([
    'options/invalid',
    { option: 'timeZone', found: 'Mars/Olympus' },
  ]);
});

test('[IMP-3] a wrong file is refused with the line', async () => {
  expect(await refused('\n{"some":"json"}\n')).toMatchObject(['import/malformed', { line: 2 }]);
  expect(await refused('')).toMatchObject(['import/malformed', { line: 1 }]);
  expect(await refused('31.01.24, 10:00 - A: x\n32.01.24, 10:00 - A: y')).toMatchObject([
    'import/malformed',
    { line: 2 },
  ]);
  expect(await refused('31.01.24, 10:00 - A: x\n31.01.24, 24:00 - A: y')).toMatchObject([
    'import/malformed',
    { line: 2 },
  ]);
});

test('[IMP-4] each message has an id of its own, the same in every export of the chat', async () => {
  const first = ['31.01.24, 10:00 - A: ha', '31.01.24, 10:00 - A: ha', '31.01.24, 10:00 - B: ha'];
  const early = await said(first.join('\n'));
  const late = await said([...first, '01.02.24, 08:00 - A: ha'].join('\n'), { timeZone: 'Asia/Tokyo' });
  expect(new Set(late.map(({ id }) => id)).size).toBe(4);
  expect(late.slice(0, 3).map(({ id }) => id)).toEqual(early.map(({ id }) => id));
});

test('[IMP-1] a text may come in pieces', async () => {
  async function* pieces() {
    for (let at = 0; at < IOS.length; at += 7) yield IOS.slice(at, at + 7);
  }
  const events: SourceEvent[] = [];
  for await (const event of whatsApp(pieces(), UTC)) events.push(event);
  expect(events).toEqual(await read(IOS));
});
