import { createClient, createMemoryLink, defineCollection, memoryStorage } from '@tidemark/core';
import {
  TidemarkProvider,
  useClient,
  useCollection,
  useConversation,
  useConversations,
  useMembers,
  useMessage,
  useMessages,
  useOutbox,
  usePresence,
  useSyncStatus,
  useTyping,
} from '@tidemark/react';
import type { ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, onTestFinished, test } from 'vitest';
import { anything } from './anything.ts';

const notes = defineCollection<{ readonly text: string }>({ name: 'note', scope: 'all', schema: anything() });
const id = '01900000-0000-7000-8000-000000000000';

function Everything({ isCalling = false }: { readonly isCalling?: boolean }) {
  const suspend = true;
  const { rows, gaps, hasOlder, loadOlder, status } = useMessages(id, { limit: 5, suspend });
  const conversations = useConversations({ suspend });
  const items = useCollection(notes, { limit: 5, suspend });
  const { message, status: one } = useMessage(id, id, { suspend });
  const { users, set, stop } = useTyping(id);
  for (const call of isCalling ? [loadOlder, set, stop] : []) call();
  return (
    <pre>
      {JSON.stringify([
        [rows, gaps, hasOlder, status],
        [conversations, items, message ?? 'no message', one],
        [users, usePresence('bob'), useOutbox(), useSyncStatus()],
        [useConversation(id, { suspend }), useMembers(id, { suspend })],
      ])}
    </pre>
  );
}

const SHOWN = JSON.stringify([
  [[], [], false, 'loading'],
  [
    { rows: [], hasOlder: false, status: 'loading' },
    { rows: [], hasMore: false, status: 'loading' },
  ],
  [[], { state: 'unknown' }, [], { kind: 'offline', why: ['no-client'] }],
  [{ status: 'loading' }, { members: [], status: 'loading' }],
]).replace('}],[[]', '},"no message","loading"],[[]');

const shownBy = (html: string): string => html.replaceAll('&quot;', '"').replace(/<[^>]*>/g, '');

test('[RCT-9] without a client, as on a server, everything is loading or nothing, and nothing suspends', () => {
  const html = renderToString(
    <TidemarkProvider client={undefined}>
      <Everything isCalling />
    </TidemarkProvider>,
  );
  expect(shownBy(html)).toBe(SHOWN);
});

test('[RCT-9] a server with a client renders the same, and opens nothing', async () => {
  const client = await createClient({
    storage: memoryStorage(),
    transport: createMemoryLink().transport,
    auth: () => 'token',
    user: 'ann',
  });
  onTestFinished(() => client.close());
  await client.messages.send(id, { text: 'Ahoy' });
  const open = client.use({ open: ({ sources }) => sources.open });
  const html = renderToString(
    <TidemarkProvider client={client}>
      <Everything />
    </TidemarkProvider>,
  );
  expect([shownBy(html), open.size]).toEqual([SHOWN, 0]);
});

test('[RCT-11] without a provider every hook says so', () => {
  const hooks = [
    () => useMessages(id),
    () => useConversations(),
    () => useMessage(id, id),
    () => useCollection(notes),
    () => useTyping(id),
    () => usePresence('bob'),
    () => useOutbox(),
    () => useSyncStatus(),
    () => useClient(),
    () => useClient({ optional: true }),
  ];
  for (const useHook of hooks) {
    const Alone = (): null => {
      useHook();
      return null;
    };
    expect(() => renderToString(<Alone />)).toThrow('There is no TidemarkProvider above this component');
  }
});

test('[RCT-11] useClient does without a client only where that is said', () => {
  const Writer = (): string => String(useClient().user);
  const Reader = (): string => String(useClient({ optional: true })?.user);
  const html = (of: ReactElement) => () => renderToString(<TidemarkProvider client={undefined}>{of}</TidemarkProvider>);
  expect(html(<Writer />)).toThrow('[options/invalid]');
  expect(html(<Reader />)()).toBe('undefined');
});
