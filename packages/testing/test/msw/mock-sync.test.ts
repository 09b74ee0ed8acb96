import { mockSync } from '@tidemark/testing/msw';
import { http } from '@tidemark/transport-http';
import { webSocket } from '@tidemark/transport-ws';
import { expect, test } from 'vitest';
import { listen, look, meet, open, URL } from './kit.ts';

test('[KIT-17] what one client sends through msw another receives, and the ticks come back', async () => {
  listen(mockSync(URL));
  const { ann, bob } = await meet();
  await ann.send('Ahoy');
  await expect.poll(bob.texts).toEqual(['Ahoy']);
  await expect.poll(ann.rows).toEqual(['Ahoy delivered']);
});

test('[KIT-17] over HTTP the same server answers, and tokens are at /dev/token', async () => {
  listen(mockSync(URL));
  const { bob, id } = await meet();
  const posted = await fetch('https://chat.example.com/dev/token', { method: 'POST', body: '{"user":"ann"}' });
  const { token } = (await posted.json()) as { token: string };
  const tablet = look(await open('ann', { transport: http('https://chat.example.com/sync'), auth: () => token }), id);
  await tablet.send('Ahoy');
  await expect.poll(bob.texts).toEqual(['Ahoy']);
});

test('[KIT-17] a transport made before msw listened is carried too', async () => {
  const transport = webSocket(URL);
  listen(mockSync(URL));
  const { sync } = await open('ann', { transport });
  await expect.poll(() => sync.observe().getSnapshot()?.kind).toBe('live');
});

test('[KIT-17] the app may say whom a token speaks for', async () => {
  listen(mockSync(URL, { userOf: (token) => (token === 'secret of ann' ? 'ann' : undefined) }));
  const [ann, eve] = [await open('ann', { auth: () => 'secret of ann' }), await open('eve')];
  await expect.poll(() => ann.sync.observe().getSnapshot()?.kind).toBe('live');
  const refused = () => eve.sync.observe().getSnapshot();
  await expect.poll(refused).toMatchObject({ kind: 'refused', code: 'auth/signature' });
});

test('[KIT-18] offline nothing goes; online again it goes once', async () => {
  const sync = mockSync(URL);
  const { network } = sync;
  listen(sync);
  const { ann, bob } = await meet();
  network.goOffline();
  await ann.send('m0');
  await expect.poll(ann.status).not.toBe('live');
  expect(ann.rows()).toEqual(['m0 sending']);
  expect(bob.texts()).toEqual([]);
  network.goOnline();
  await expect.poll(bob.texts, { timeout: 10_000 }).toEqual(['m0']);
});

test('[KIT-18] a lost answer to a push ends its connection; the op goes again and stands once', async () => {
  const sync = mockSync(URL);
  listen(sync);
  const { ann, bob } = await meet();
  await expect.poll(ann.status).toBe('live');
  ann.passed();
  sync.network.dropResults();
  await ann.send('m0');
  await expect.poll(bob.texts).toEqual(['m0']);
  await expect.poll(ann.rows, { timeout: 10_000 }).toEqual(['m0 delivered']);
  expect(ann.passed()).toContain('connecting');
  await ann.send('m1');
  await expect.poll(bob.texts).toEqual(['m0', 'm1']);
  expect(ann.passed()).toEqual([]);
});

test('[KIT-18] cut at any moment, each message is there once and in order', async () => {
  const sync = mockSync(URL);
  listen(sync);
  const { ann, bob } = await meet();
  const texts = Array.from({ length: 12 }, (_, n) => `m${n}`);
  for (const text of texts) {
    await ann.send(text);
    sync.network.cut();
  }
  await expect.poll(bob.texts, { timeout: 10_000 }).toEqual(texts);
  await expect.poll(ann.texts).toEqual(texts);
  expect(ann.passed()).toContain('connecting');
});

test('[KIT-18] with a delay each message is later by it, each way, and none overtakes another', async () => {
  const sync = mockSync(URL);
  listen(sync);
  const { ann, bob } = await meet();
  await expect.poll(bob.status).toBe('live');
  sync.network.delay(150);
  const since = performance.now();
  await ann.send('m0');
  sync.network.delay(0);
  await ann.send('m1');
  await expect.poll(bob.texts, { interval: 5 }).toContain('m0');
  expect(performance.now() - since).toBeGreaterThanOrEqual(150);
  await expect.poll(bob.texts).toEqual(['m0', 'm1']);
});

test('[KIT-19] a restarted server has what it committed', async () => {
  const sync = mockSync(URL);
  listen(sync);
  const { ann, bob, id } = await meet();
  await ann.send('m0');
  await expect.poll(bob.texts).toEqual(['m0']);
  sync.server.stop();
  await ann.send('m1');
  expect(ann.rows().at(-1)).toBe('m1 sending');
  sync.server.start();
  await expect.poll(bob.texts, { timeout: 10_000 }).toEqual(['m0', 'm1']);
  sync.server.restart();
  await sync.server.drain();
  sync.server.start();
  const fresh = look(await open('bob'), id);
  await expect.poll(fresh.texts).toEqual(['m0', 'm1']);
});

test('[KIT-19] restored from a backup it begins a new history, to which devices bring what it lacks', async () => {
  const sync = mockSync(URL);
  listen(sync);
  const { ann, bob, id } = await meet();
  await ann.send('m0');
  await expect.poll(bob.texts).toEqual(['m0']);
  const backup = sync.server.backUp();
  await ann.send('m1');
  await expect.poll(bob.texts).toEqual(['m0', 'm1']);
  for (const { client } of [ann, bob]) client.sync.pause('not yet');
  sync.server.restore(backup);
  const fresh = look(await open('bob'), id);
  await expect.poll(fresh.texts).toEqual(['m0']);
  await fresh.client.whenSynced();
  expect(fresh.texts()).toEqual(['m0']);
  ann.client.sync.resume('not yet');
  await expect.poll(fresh.texts, { timeout: 10_000 }).toEqual(['m0', 'm1']);
});

test('[KIT-19] reset, it knows nobody and nothing', async () => {
  const sync = mockSync(URL);
  listen(sync);
  const { ann } = await meet();
  await ann.send('m0');
  await expect.poll(ann.rows).toEqual(['m0 delivered']);
  await ann.client.close();
  sync.server.reset();
  const fresh = await open('ann');
  await expect.poll(() => fresh.sync.observe().getSnapshot()?.kind).toBe('live');
  const list = fresh.conversations.observe();
  await fresh.whenSynced();
  await expect.poll(() => list.getSnapshot()?.rows).toEqual([]);
});

test('[KIT-20] refused tokens end the connection with their code, until they are taken again', async () => {
  const sync = mockSync(URL);
  listen(sync);
  const { ann, bob } = await meet();
  await expect.poll(ann.status).toBe('live');
  sync.server.refuseTokens('auth/expired');
  const state = () => ann.client.sync.observe().getSnapshot();
  await expect.poll(state).toMatchObject({ kind: 'refused', code: 'auth/expired' });
  await ann.send('m0');
  sync.server.takeTokens();
  for (const { client } of [ann, bob]) client.sync.resume('signed in again');
  await expect.poll(bob.texts, { timeout: 10_000 }).toEqual(['m0']);
});

test('[KIT-20] a push that is too many goes again after the time the server names', async () => {
  const sync = mockSync(URL);
  listen(sync);
  const { ann, bob } = await meet();
  await expect.poll(ann.status).toBe('live');
  sync.server.limitRate(1, 400);
  const since = performance.now();
  await ann.send('m0');
  await expect.poll(bob.texts, { interval: 5 }).toEqual(['m0']);
  expect(performance.now() - since).toBeGreaterThanOrEqual(400);
});
