import { defineCollection, pins, typing } from '@tidemark/core';
import {
  useClient,
  useCollection,
  useConversation,
  useConversations,
  useMembers,
  useMessage,
  useMessages,
  useMessagesAt,
  useObserved,
  useOutbox,
  usePresence,
  useSyncStatus,
  useTyping,
} from '@tidemark/react';
import { build } from '@tidemark/testing';
import type { ReactElement } from 'react';
import { expect, test } from 'vitest';
import { anything } from './anything.ts';
import { CREW, openDevice } from './open-device.ts';
import { render, soon } from './render.ts';

/** Shows what a hook gives, as JSON. */
function shownOf(useHook: () => unknown): ReactElement {
  function Shown() {
    return <pre>{JSON.stringify(useHook())}</pre>;
  }
  return <Shown />;
}

async function shows(useHook: () => unknown, count = 3) {
  const device = await openDevice(count);
  const { text } = render(device.client, shownOf(useHook));
  return { ...device, shown: () => JSON.parse(text() || 'null') };
}

test('[RCT-1] useMessages shows rows, gaps and what is sent, at its place', async () => {
  const { shown, client } = await shows(() => {
    const { rows, gaps, hasOlder, status } = useMessages(CREW, { limit: 3 });
    return { rows: rows.map(({ body, delivery }) => `${body.text} ${delivery}`), gaps, hasOlder, status };
  }, 4);
  const rows = ['message 2 received', 'message 3 received', 'message 4 received'];
  await soon(shown).toEqual({ rows, gaps: [], hasOlder: true, status: 'ready' });
  await client.messages.send(CREW, { text: 'mine' });
  await soon(() => shown().rows).toEqual([...rows.slice(1), 'mine sent']);
});

test('[RCT-1] useMessage shows one message and its changes; none where it is not here', async () => {
  const { shown, edit, client } = await shows(() => {
    useMessages(CREW);
    return [useMessage(CREW, build.id(2)), useMessage(CREW, build.id(99))];
  });
  await soon(shown).toMatchObject([{ message: { body: { text: 'message 2' } }, status: 'ready' }, { status: 'ready' }]);
  edit(2, 'edited');
  await soon(shown).toMatchObject([{ message: { body: { text: 'edited' } } }, {}]);
  await client.messages.send(CREW, { text: 'mine' }, { id: build.id(99) });
  await soon(shown).toMatchObject([{}, { message: { body: { text: 'mine' } } }]);
});

test('[RCT-13] useMessagesAt shows the messages around a place, more of them when asked, and what is edited', async () => {
  let more = (): void => {};
  const { shown, edit } = await shows(() => {
    const at = useMessagesAt(CREW, { ord: 10 }, { before: 2, after: 2 });
    more = () => at.loadNewer(1);
    return { ...at, rows: at.rows.map(({ body }) => body.text) };
  }, 20);
  await soon(shown).toMatchObject({ rows: ['message 8', 'message 9', 'message 10', 'message 11'], anchor: 10 });
  expect(shown()).toMatchObject({ hasOlder: true, hasNewer: true });
  more();
  await soon(() => shown().rows.at(-1)).toBe('message 12');
  edit(9, 'edited');
  await soon(() => shown().rows[1]).toBe('edited');
});

test('[RCT-13] useMessagesAt says why a place cannot be shown', async () => {
  const { shown, tell, heard } = await shows(() => {
    const { rows, status, error } = useMessagesAt(CREW, { message: build.id(77) });
    return { rows, status, code: (error as { readonly code?: string } | undefined)?.code };
  });
  await soon(shown).toEqual({ rows: [], status: 'loading' });
  await soon(() => heard('locate').length).toBe(1);
  const re = heard('locate')[0]?.id ?? 0;
  tell({ type: 'error', re, code: 'op/missing', class: 'permanent', message: 'no such message' });
  await soon(shown).toEqual({ rows: [], status: 'ready', code: 'write/not-found' });
});

test('[RCT-1] useConversations shows the list, with what one just created', async () => {
  const { shown, client } = await shows(() => useConversations({ limit: 5 }));
  await soon(shown).toEqual({ rows: [], hasOlder: false, status: 'ready' });
  await client.conversations.create({ kind: 'group', title: 'Crew', members: ['bob'] });
  await soon(shown).toMatchObject({ rows: [{ title: 'Crew' }], status: 'ready' });
});

test('[RCT-8] loadOlder extends the list of conversations, which is never empty meanwhile', async () => {
  let more = (): void => {};
  const counts: number[] = [];
  const { shown, client } = await shows(() => {
    const { rows, hasOlder, loadOlder } = useConversations({ limit: 2 });
    more = () => loadOlder(2);
    counts.push(rows.length);
    return [rows.map(({ title }) => title), hasOlder];
  });
  client.sync.pause('flight');
  for (const title of ['a', 'b', 'c']) await client.conversations.create({ kind: 'group', title, members: [] });
  await soon(shown).toEqual([['c', 'b'], true]);
  counts.length = 0;
  more();
  await soon(shown).toEqual([['c', 'b', 'a'], false]);
  expect(counts.every((count) => count > 0)).toBe(true);
});

test('[RCT-1] useConversation shows one conversation and its changes; none where it is not here', async () => {
  const { shown, client } = await shows(() => [useConversation('crew-2'), useConversation('nowhere')]);
  await soon(shown).toEqual([{ status: 'ready' }, { status: 'ready' }]);
  await client.conversations.create({ kind: 'group', id: 'crew-2', title: 'Crew', members: ['bob'] });
  await soon(shown).toMatchObject([{ conversation: { title: 'Crew' }, status: 'ready' }, { status: 'ready' }]);
  await client.conversations.update('crew-2', { title: 'Ship' });
  await soon(shown).toMatchObject([{ conversation: { title: 'Ship' } }, {}]);
});

test('[RCT-1] useMembers shows who is in a conversation, those just added too', async () => {
  const { shown, client } = await shows(() => {
    const { members, status } = useMembers('crew-2');
    return { members: members.map(({ user, role }) => `${user} ${role}`), status };
  });
  await soon(shown).toEqual({ members: [], status: 'ready' });
  client.sync.pause('flight');
  await client.conversations.create({ kind: 'group', id: 'crew-2', members: ['bob'] });
  await soon(shown).toEqual({ members: ['ann owner', 'bob member'], status: 'ready' });
  await client.conversations.addMembers('crew-2', ['eve']);
  await soon(() => shown().members).toEqual(['ann owner', 'bob member', 'eve member']);
});

test('[RCT-1] useCollection shows rows in the order of an index', async () => {
  const notes = defineCollection<{ readonly due: number }>({
    name: 'note',
    schema: anything(),
    indexes: { byDue: ({ due }) => due },
  });
  const { shown, client } = await shows(() => {
    const { rows, hasMore, status } = useCollection(notes, { index: 'byDue', limit: 2 });
    return { keys: rows.map(({ key }) => key), hasMore, status };
  });
  await soon(shown).toEqual({ keys: [], hasMore: false, status: 'ready' });
  for (const due of [3, 1, 2]) await client.collection(notes).put(`n${due}`, { due });
  await soon(shown).toEqual({ keys: ['n1', 'n2'], hasMore: true, status: 'ready' });
});

test('[RCT-1] useOutbox and useSyncStatus follow the device', async () => {
  const { shown, client } = await shows(() => [useSyncStatus(), useOutbox().map(({ status }) => status)]);
  await soon(shown).toEqual([{ kind: 'live' }, []]);
  client.sync.pause('flight');
  await client.messages.send(CREW, { text: 'later' });
  await soon(shown).toEqual([{ kind: 'offline', why: ['flight'] }, ['pending']]);
});

test('[RCT-1] usePresence shows what the server says, unknown until it did', async () => {
  const { shown, tell } = await shows(() => usePresence('bob'));
  await soon(shown).toEqual({ state: 'unknown' });
  tell({ type: 'presence', users: [{ user: 'bob', state: 'online' }] });
  await soon(shown).toEqual({ state: 'online' });
});

test('[RCT-1] useTyping shows who writes, and says that one does', async () => {
  const calls: (() => void)[] = [];
  const { shown, tell, heard, client } = await shows(() => {
    const { users, set, stop } = useTyping(CREW);
    calls.splice(0, 2, set, stop);
    return users;
  });
  await soon(shown).toEqual([]);
  tell({ type: 'signal', stream: build.stream, from: 'bob', kind: 'typing', ttlMs: 30_000 });
  await soon(shown).toEqual(['bob']);
  for (const call of calls) call();
  await soon(() => heard('signal').map((frame) => frame.ttlMs)).toEqual([30_000, 0]);
  expect(client.use(typing)).toBeDefined();
});

test('[RCT-1] useObserved shows whatever a client observes', async () => {
  const { shown, client } = await shows(() => [
    useObserved(pins, [CREW], (of) => of.use(pins).observe(CREW))?.map(({ messageId }) => messageId) ?? 'loading',
    typeof useClient().messages.send,
  ]);
  await soon(shown).toEqual([[], 'function']);
  await client.use(pins).pin(CREW, build.id(2));
  await soon(shown).toEqual([[build.id(2)], 'function']);
});
