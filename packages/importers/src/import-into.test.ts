import { type Client, type Message, memoryStorage, threads } from '@tidemark/core';
import { TidemarkError } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { openWorld } from '../test/open-world.ts';
import { importInto } from './import-into.ts';
import type { ImportOptions, ImportProgress } from './import-options.ts';
import { importedOf } from './imported.ts';
import type { SourceEvent, SourceMessage } from './source-event.ts';

const said = (n: number, more: Partial<SourceMessage> = {}): SourceMessage => ({
  ...{ type: 'message', id: `m${n}`, conversation: 'c', author: 'U1', at: 1_700_000_000_000 + n, text: `text ${n}` },
  ...more,
});
const CREW: readonly SourceEvent[] = [
  { type: 'user', id: 'U1', name: 'Ann' },
  { type: 'user', id: 'U2', name: 'Bob' },
  { type: 'conversation', source: 'slack', id: 'c', title: 'Crew', members: ['U1', 'U2'] },
];
const userOf: ImportOptions['userOf'] = ({ id }) => ({ U1: 'ann', U2: 'bob', U3: 'eve' })[id];

async function bring(client: Client, events: readonly SourceEvent[], options: ImportOptions = { userOf }) {
  const told: ImportProgress[] = [];
  for await (const progress of importInto(client, events, options)) told.push(progress);
  return told;
}

async function listOf(client: Client) {
  for await (const { rows } of client.conversations.observe()) return rows;
  return [];
}

async function messagesOf(client: Client, id?: string): Promise<readonly Message[]> {
  const conversation = id ?? (await listOf(client))[0]?.id ?? '';
  for await (const { rows } of client.messages.observe(conversation, { limit: 2_000 })) return rows;
  return [];
}

test('[IMP-7] offline, what a source tells is written in its order, and reaches the server and the others', async () => {
  const world = openWorld();
  const ann = await world.open('ann', 'ann1');
  const told = await bring(ann, [
    ...CREW,
    said(1, { mentions: ['U2', 'U9'] }),
    said(2, { author: 'U2', replyTo: 'm1', edited: 1_700_000_009_000 }),
    said(3, { kind: 'system', author: undefined }),
    said(4, { text: '', files: [{ name: 'map.png' }, {}], reactions: [{ emoji: ':wave:', users: ['U2', 'U7'] }] }),
  ]);
  expect(told).toEqual([{ conversations: 1, written: 4, known: 0, leftOut: 0 }]);
  await world.online('ann1');
  const bob = await world.open('bob', 'bob1');
  await world.online('bob1');
  const [conversation] = await listOf(bob);
  expect(conversation).toMatchObject({ kind: 'group', title: 'Crew', mentions: 1 });
  const messages = await messagesOf(bob);
  expect(messages.map(({ body, author, ord }) => [ord, author, body.text, body.kind])).toEqual([
    [1, 'ann', 'text 1', undefined],
    [2, 'ann', 'text 2', undefined],
    [3, 'ann', 'text 3', 'system'],
    [4, 'ann', 'map.png, 📎', undefined],
  ]);
  expect(messages[1]?.body.replyTo).toBe(messages[0]?.id);
  expect(messages[0]?.body.mentions).toEqual(['bob']);
  expect(messages.map(({ body }) => importedOf(body))).toEqual([
    { source: 'slack', at: 1_700_000_000_001, author: { id: 'U1', name: 'Ann' } },
    { source: 'slack', at: 1_700_000_000_002, author: { id: 'U2', name: 'Bob' }, edited: 1_700_000_009_000 },
    { source: 'slack', at: 1_700_000_000_003 },
    {
      ...{ source: 'slack', at: 1_700_000_000_004, author: { id: 'U1', name: 'Ann' } },
      files: [{ name: 'map.png' }, {}],
      reactions: [{ emoji: ':wave:', users: ['Bob', 'U7'] }],
    },
  ]);
  expect(importedOf({ text: 'written here' })).toBeUndefined();
  expect(world.failures).toEqual([]);
});

test('[IMP-8] imported again, on another device too, nothing is there twice', async () => {
  const world = openWorld();
  const first = [...CREW, said(1), said(2)];
  const storage = memoryStorage();
  const ann = await world.open('ann', 'ann1', storage);
  await bring(ann, first);
  expect(await bring(ann, [...first, said(3)])).toEqual([{ conversations: 1, written: 1, known: 2, leftOut: 0 }]);
  await world.online('ann1');
  expect(await bring(ann, [...first, said(3)])).toEqual([{ conversations: 1, written: 0, known: 3, leftOut: 0 }]);
  const other = await world.open('ann', 'ann-two');
  await bring(other, [...CREW, said(2), said(3), said(4)], { userOf, into: () => undefined });
  await world.online('ann-two');
  expect((await messagesOf(other)).map(({ body }) => body.text).sort()).toEqual([
    'text 1',
    'text 2',
    'text 3',
    'text 4',
  ]);
  expect((await listOf(other)).length).toBe(1);
});

test('[IMP-8] stopped in the middle and begun again, it goes on', async () => {
  const world = openWorld();
  const ann = await world.open('ann', 'ann1');
  const events = [...CREW, ...Array.from({ length: 450 }, (_, n) => said(n))];
  for await (const { written } of importInto(ann, events, { userOf })) {
    expect(written).toBe(200);
    break;
  }
  const again = await bring(ann, events);
  expect(again.map(({ written, known }) => [written, known])).toEqual([
    [0, 200],
    [200, 200],
    [250, 200],
  ]);
  expect((await messagesOf(ann)).map(({ body }) => body.text)).toEqual(
    Array.from({ length: 450 }, (_, n) => `text ${n}`),
  );
});

test('[IMP-9] a thread is a thread here, with its root before it, or replies where the app says so', async () => {
  const world = openWorld();
  const ann = await world.open('ann', 'ann1');
  const events = [
    ...CREW,
    said(1),
    said(2, { thread: 'm1' }),
    said(3),
    said(4, { thread: 'm1' }),
    said(5, { thread: 'gone' }),
  ];
  await bring(ann, events);
  await world.online('ann1');
  const messages = await messagesOf(ann);
  expect(messages.map(({ body }) => body.text)).toEqual(['text 1', 'text 3', 'text 5']);
  const root = messages[0]?.id ?? '';
  expect((await messagesOf(ann, root)).map(({ body, delivery }) => [body.text, delivery])).toEqual([
    ['text 2', 'sent'],
    ['text 4', 'sent'],
  ]);
  expect(await bring(ann, events)).toMatchObject([{ written: 0, known: 5 }]);
  const other = await world.open('bob', 'bob1');
  await bring(other, events, { threads: 'replies' });
  const replies = await messagesOf(other);
  expect(replies.map(({ body }) => body.replyTo)).toEqual([
    undefined,
    replies[0]?.id,
    undefined,
    replies[0]?.id,
    undefined,
  ]);
  expect(other.use(threads)).toBeDefined();
});

test('[IMP-9] members are those who are there in the end, as far as the app knows them; nobody is removed', async () => {
  const world = openWorld();
  const ann = await world.open('ann', 'ann1');
  const moved = (user: string, change: 'join' | 'leave'): SourceEvent => ({
    ...{ type: 'membership', conversation: 'c', user, change, at: 1 },
  });
  const events = [
    ...CREW,
    { type: 'user', id: 'U3', name: 'Eve' } as const,
    { type: 'user', id: 'U9', name: 'Zoe' } as const,
    ...[moved('U3', 'leave'), moved('U3', 'join'), moved('U9', 'join'), moved('U2', 'leave')],
  ];
  await bring(ann, events);
  await bring(ann, events);
  await world.online('ann1');
  const [id = ''] = (await listOf(ann)).map((conversation) => conversation.id);
  for await (const members of ann.conversations.observeMembers(id)) {
    expect(members.map(({ user, pending }) => [user, pending])).toEqual([
      ['ann', false],
      ['bob', false],
      ['eve', false],
    ]);
    break;
  }
});

test('[IMP-9] an app says where a conversation goes, leaves one out, and keeps files where it likes', async () => {
  const world = openWorld();
  const ann = await world.open('ann', 'ann1');
  const { id } = await ann.conversations.create({ kind: 'group', title: 'Ours', members: [] });
  const other: SourceEvent = { type: 'conversation', source: 'slack', id: 'd', members: [] };
  const file = { name: 'map.png', type: 'image/png' };
  const events = [
    ...CREW,
    other,
    said(1, { files: [file], text: '' }),
    said(2, { conversation: 'd' }),
    said(3, { deleted: true }),
  ];
  const told = await bring(ann, events, {
    into: (conversation) => (conversation.id === 'c' ? id : null),
    attachmentOf: ({ type = '' }) => ({ type, url: 'https://files.example.com/1' }),
  });
  expect(told).toEqual([{ conversations: 1, written: 1, known: 0, leftOut: 2 }]);
  expect(await messagesOf(ann, id)).toMatchObject([
    { body: { text: '', attachments: [{ type: 'image/png', url: 'https://files.example.com/1' }] } },
  ]);
});

test('[IMP-9] a text longer than a server takes comes in several messages, and no character is cut', async () => {
  const world = openWorld();
  const ann = await world.open('ann', 'ann1');
  const text = `x${'🌊'.repeat(10_000)}`;
  const events = [...CREW, said(1, { text }), said(2)];
  expect(await bring(ann, events)).toMatchObject([{ written: 2 }]);
  await world.online('ann1');
  const messages = await messagesOf(ann);
  expect(messages.map(({ delivery }) => delivery)).toEqual(['sent', 'sent', 'sent', 'sent']);
  const [last, ...pieces] = messages.map(({ body }) => body.text).reverse();
  expect([pieces.reverse().join(''), last]).toEqual([text, 'text 2']);
  expect(await bring(ann, events)).toMatchObject([{ written: 0, known: 2 }]);
});

test('[IMP-3] what a source throws ends the import; what was written before stays', async () => {
  const world = openWorld();
  const ann = await world.open('ann', 'ann1');
  function* broken(): Generator<SourceEvent> {
    yield* CREW;
    for (let n = 0; n < 200; n++) yield said(n);
    throw new TidemarkError('import/malformed', 'Line 7: odd', { line: 7, found: 'odd' });
  }
  const importing = (async () => {
    for await (const _ of importInto(ann, broken()));
  })();
  await expect(importing).rejects.toMatchObject({ code: 'import/malformed', details: { line: 7 } });
  expect((await messagesOf(ann)).length).toBe(200);
});
