import { receipts } from '@tidemark/core';
import { expect, test } from 'vitest';
import { tabsBench } from './kit.ts';

test('[STR-44] every tab knows the marks of a crowd, whichever tab heard of them, and so does the next start', async () => {
  const { profile, timers } = tabsBench();
  const ann = profile('ann');
  const one = await ann.open('one');
  const two = await ann.open('two');
  const users = Array.from({ length: 60 }, (_, n) => `member${n}`);
  const { id } = await one.client.conversations.create({ kind: 'group', title: 'Crowd', members: users });
  await timers.advance(1_000);
  await one.client.messages.send(id, { text: 'all hands' });
  await timers.advance(1_000);
  for (const user of users.slice(0, 50)) {
    const device = await profile(user).open('only');
    await device.client.whenSynced(id);
    await device.client.conversations.markRead(id);
    await timers.advance(2_000);
    await device.client.close();
  }
  await timers.advance(60_000);
  const readBy = async ({ client }: typeof one) => {
    const observed = client.use(receipts).observe(id, 1);
    const end = observed.subscribe(() => {});
    await timers.advance(1_000);
    const view = observed.getSnapshot();
    end();
    return [view?.recipients, view?.read];
  };
  const next = await ann.open('three');
  for (const tab of [one, two, next]) expect(await readBy(tab)).toEqual([60, 50]);
});
