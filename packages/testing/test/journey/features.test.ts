import { drafts, forwarding, hidden, mentions, pins, reactions, threads } from '@tidemark/core';
import { conversationStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { type Device, openDevice } from './kit/device.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

/** What a device shows about a conversation besides its messages. */
function look(device: Device, conversationId: string) {
  const { client } = device;
  client.use(hidden);
  const view = device.watch(conversationId);
  const [reacted, pinned, below, named, drafted] = [
    client.use(reactions).observe(conversationId, view.window),
    client.use(pins).observe(conversationId),
    client.use(threads).observe(conversationId, view.window),
    client.use(mentions).observe(),
    client.use(drafts).observe(conversationId),
  ];
  return {
    ...view,
    reactions: (id: string) => reacted.getSnapshot()?.[id]?.map(({ emoji, users }) => `${emoji} ${users.join(' ')}`),
    pins: () => pinned.getSnapshot()?.map(({ messageId }) => messageId),
    replies: (id: string) => below.getSnapshot()?.[id]?.count,
    unreadMentions: () => named.getSnapshot()?.unread,
    draft: () => drafted.getSnapshot()?.text,
  };
}

test('[JNY-26] what is done offline about messages, pending ones too, is so everywhere, also after a restart', async () => {
  const server = await openServer();
  const ann = await openDevice('ann', server);
  const bob = await openDevice('bob', server);
  const { id } = await ann.client.conversations.create({ kind: 'group', title: 'Crew', members: ['bob'] });
  const said = await ann.client.messages.send(id, { text: 'said' });
  const secret = await ann.client.messages.send(id, { text: 'secret' });
  const bobs = look(bob, id);
  await soon(bobs.texts).toEqual(['said', 'secret']);

  await server.stop();
  const later = await ann.client.messages.send(id, { text: 'later', mentions: ['bob'] });
  for (const message of [said, later]) await ann.client.use(reactions).add(id, message.id, '👍');
  await bob.client.use(reactions).add(id, said.id, '🎉');
  await ann.client.use(reactions).add(id, secret.id, '👎');
  await ann.client.use(reactions).remove(id, secret.id, '👎');
  await ann.client.use(pins).pin(id, later.id);
  await ann.client.use(pins).pin(id, said.id);
  await ann.client.use(hidden).hide(id, secret.id);
  await ann.client.use(threads).reply(id, later.id, { text: 'reply' });
  await ann.client.use(forwarding).forward({ conversationId: id, id: said.id }, id);
  ann.client.use(drafts).set(id, { text: 'to be contin' });
  await ann.client.close();

  const again = await openDevice('ann', { ...server, path: ann.path });
  const anns = look(again, id);
  await soon(anns.texts).toEqual(['said', 'later', 'said']);
  await soon(() => anns.reactions(later.id)).toEqual(['👍 ann']);
  await soon(anns.draft).toBe('to be contin');
  await soon(anns.pins).toEqual([later.id, said.id]);
  await server.start();
  await again.client.flush();
  await bob.client.flush();
  const tablet = look(await openDevice('ann', server), id);
  for (const mine of [anns, tablet]) {
    await soon(mine.texts).toEqual(['said', 'later', 'said']);
    await soon(mine.draft).toBe('to be contin');
  }
  await soon(bobs.texts).toEqual(['said', 'secret', 'later', 'said']);
  for (const view of [anns, tablet, bobs]) {
    await soon(() => view.reactions(said.id)?.toSorted()).toEqual(['🎉 bob', '👍 ann']);
    expect(view.reactions(secret.id)).toBe(undefined);
    await soon(view.pins).toEqual([later.id, said.id]);
    await soon(() => view.replies(later.id)).toBe(1);
    const forwarded = { conversation: id, id: said.id, author: 'ann' };
    await soon(() => view.rows().at(-1)?.body.forwarded).toMatchObject(forwarded);
  }
  await soon(bobs.unreadMentions).toBe(1);
  await bob.client.conversations.markRead(id);
  await soon(bobs.unreadMentions).toBe(0);
  await soon(bob.watch(later.id).texts).toEqual(['reply']);
  await bob.client.use(threads).reply(id, later.id, { text: 'and another' });
  await soon(() => tablet.replies(later.id)).toBe(2);
  await soon(again.watch(later.id).texts).toEqual(['reply', 'and another']);
  expect([again.errors, bob.errors]).toEqual([[], []]);
});

test('[JNY-26] what the server refuses is not in view any more, and waits in the outbox with its reason', async () => {
  const server = await openServer();
  const ann = await openDevice('ann', server);
  const bob = await openDevice('bob', server);
  const { id } = await ann.client.conversations.create({ kind: 'channel', title: 'News', members: ['bob'] });
  const { id: news } = await ann.client.messages.send(id, { text: 'news' });
  const view = look(bob, id);
  await soon(view.texts).toEqual(['news']);
  await ann.client.messages.delete(id, news);
  await ann.client.flush();
  bob.client.sync.pause('test');
  await bob.client.use(pins).pin(id, news);
  await soon(view.pins).toEqual([news]);
  bob.client.sync.resume('test');
  await soon(view.pins).toEqual([]);
  const failed = bob.client.outbox.observe();
  await soon(() => failed.getSnapshot()).toMatchObject([
    { lane: conversationStream(id), collection: 'pin', status: 'failed', failure: { code: 'op/forbidden' } },
  ]);
});
