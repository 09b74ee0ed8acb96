import { TidemarkError } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import type { NamedFile } from './slack/named-file.ts';
import { slack } from './slack.ts';
import type { SourceEvent, SourceMessage } from './source-event.ts';

const USERS = [
  { id: 'U1', name: 'ann', profile: { display_name: 'Ann', real_name: 'Ann Wren' } },
  { id: 'U2', name: 'bob', profile: { display_name: '', real_name: 'Bob Tern' } },
  { id: 'U3', name: 'eve' },
];
const CHANNELS = [{ id: 'C1', name: 'harbour', members: ['U1', 'U2'] }];
const DMS = [{ id: 'D1', members: ['U1', 'U3'] }];

function archive(days: Readonly<Record<string, unknown>>, tables: Readonly<Record<string, unknown>> = {}): NamedFile[] {
  const all = { 'users.json': USERS, 'channels.json': CHANNELS, ...tables, ...days };
  return Object.entries(all).map(([path, value]) => ({
    path: `export/${path}`,
    text: () => (typeof value === 'string' ? value : JSON.stringify(value, undefined, 1)),
  }));
}

async function read(files: Iterable<NamedFile>): Promise<readonly SourceEvent[]> {
  const events: SourceEvent[] = [];
  for await (const event of slack(files)) events.push(event);
  return events;
}

async function said(...messages: readonly object[]): Promise<readonly SourceMessage[]> {
  const events = await read(archive({ 'harbour/2024-01-31.json': messages }));
  return events.filter((event) => event.type === 'message');
}

const message = (ts: string, more: object = {}) => ({ type: 'message', user: 'U1', ts, text: 'ahoy', ...more });

test('[IMP-5] channels, groups and direct messages by their days, oldest first, whatever the order of the files', async () => {
  const days = {
    'harbour/2024-02-01.json': [message('1706780000.000200')],
    'harbour/2024-01-31.json': [message('1706700001.000100'), message('1706700000.000100', { user: 'U2' })],
    'D1/2024-01-31.json': [message('1706700002.000100', { user: 'U3' })],
    'empty/2024-01-31.json': [message('1706700000.000100')],
  };
  const files = archive(days, { 'dms.json': DMS, 'integration_logs.json': [] });
  const events = await read(files.reverse());
  expect(events).toMatchObject([
    { type: 'user', id: 'U1', name: 'Ann' },
    { type: 'user', id: 'U2', name: 'Bob Tern' },
    { type: 'user', id: 'U3', name: 'eve' },
    { type: 'conversation', source: 'slack', id: 'C1', title: 'harbour', members: ['U1', 'U2'] },
    { id: 'C1/1706700000.000100', conversation: 'C1', author: 'U2', at: 1_706_700_000_000 },
    { id: 'C1/1706700001.000100', author: 'U1' },
    { id: 'C1/1706780000.000200' },
    { type: 'conversation', id: 'D1', members: ['U1', 'U3'] },
    { id: 'D1/1706700002.000100', author: 'U3' },
  ]);
  expect(events[7]).not.toHaveProperty('title');
});

test('[IMP-5] threads, edits, reactions, files, programs and what was deleted', async () => {
  const thread = { thread_ts: '1706700000.000100' };
  const found = await said(
    message('1706700000.000100', { ...thread, edited: { user: 'U1', ts: '1706700009.000000' } }),
    message('1706700001.000100', { ...thread, reactions: [{ name: 'wave', users: ['U1', 'U2'], count: 2 }] }),
    message('1706700002.000100', { user: undefined, bot_id: 'B1', username: 'tide bot', subtype: 'bot_message' }),
    message('1706700003.000100', {
      files: [{ id: 'F1', name: 'map.png', mimetype: 'image/png', size: 7, url_private: 'https://x/y' }],
    }),
    message('1706700004.000100', { subtype: 'tombstone', text: 'This message was deleted.' }),
    message('1706700005.000100', { subtype: 'me_message', text: 'waves' }),
    message('1706700006.000100', { subtype: 'channel_topic', text: '<@U1> set the topic' }),
  );
  expect(found).toMatchObject([
    { edited: 1_706_700_009_000 },
    { thread: 'C1/1706700000.000100', reactions: [{ emoji: ':wave:', users: ['U1', 'U2'] }] },
    { author: 'B1' },
    { files: [{ name: 'map.png', type: 'image/png', size: 7, url: 'https://x/y' }] },
    { text: '', deleted: true },
    { kind: 'action', text: 'waves' },
    { kind: 'system', text: '@Ann set the topic' },
  ]);
  expect(found[0]).not.toHaveProperty('thread');
});

test('[IMP-5] who joins and leaves is told, and who is not among the users is known by their name', async () => {
  const events = await read(
    archive({
      'harbour/2024-01-31.json': [
        message('1706700000.000100', { subtype: 'channel_join', user: 'U3' }),
        message('1706700001.000100', { subtype: 'channel_leave', user: 'U3' }),
        message('1706700002.000100', { user: undefined, username: 'tide bot', subtype: 'bot_message' }),
      ],
    }),
  );
  expect(events.slice(4)).toMatchObject([
    { type: 'membership', conversation: 'C1', user: 'U3', change: 'join', at: 1_706_700_000_000 },
    { type: 'message', kind: 'system' },
    { type: 'membership', change: 'leave' },
    { type: 'message' },
    { type: 'user', id: 'tide bot', name: 'tide bot' },
    { type: 'message', author: 'tide bot' },
  ]);
});

test('[IMP-5] text is for people, and says whom it names', async () => {
  const text =
    '<@U2> &amp; <@U9|zoe> in <#C1|harbour>: a &lt;b&gt; <https://tide.org|tables> <https://x.org> <!here> <@U2>';
  expect(await said(message('1706700000.000100', { text }))).toMatchObject([
    {
      text: '@Bob Tern & @zoe in #harbour: a <b> tables (https://tide.org) https://x.org @here @Bob Tern',
      mentions: ['U2', 'U9'],
    },
  ]);
});

test('[IMP-3] what is no export is refused with the file and the line', async () => {
  const refused = async (files: Iterable<NamedFile>): Promise<unknown> => {
    const error: unknown = await read(files).catch((cause: unknown) => cause);
    return TidemarkError.is(error, 'import/malformed') ? error.details : error;
  };
  expect(await refused([])).toMatchObject({ file: 'channels.json', line: 1 });
  expect(await refused(archive({}, { 'users.json': '[\n{"id":"U1"},\n{"id":' }))).toMatchObject({
    file: 'export/users.json',
    line: 3,
    found: 'not JSON',
  });
  expect(await refused(archive({}, { 'users.json': '{}' }))).toMatchObject({ file: 'export/users.json', line: 1 });
  const day = '[\n {"ts": "1706700000.000100", "text": "], {"},\n {"ts": "soon"}\n]';
  expect(await refused(archive({ 'harbour/2024-01-31.json': day }))).toMatchObject({
    file: 'export/harbour/2024-01-31.json',
    line: 3,
  });
});
