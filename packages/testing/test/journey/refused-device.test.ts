import { expect, test } from 'vitest';
import { openDevice } from './kit/device.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';
import { type Claims, SECRET, signToken } from './kit/token.ts';

const good: Claims = { sub: 'ann', aud: 'chat' };
const BAD_TOKENS: Readonly<Record<string, string>> = {
  'auth/missing': '',
  'auth/malformed': 'no token',
  'auth/expired': signToken({ ...good, exp: 1_000_000_000 }),
  'auth/audience': signToken({ ...good, aud: 'other' }),
  'auth/algorithm': signToken(good, 'none'),
  'auth/signature': signToken(good).slice(0, -4).concat('AAAA'),
  'auth/claims': signToken({ sub: '', aud: 'chat' }),
};

test.each(Object.entries(BAD_TOKENS))(
  '[JNY-13] a token that is %s is told; with a good one all goes on',
  async (code, bad) => {
    const server = await openServer({ auth: { secret: SECRET, audience: 'chat' } });
    let token = bad;
    let asked = 0;
    const ann = await openDevice('ann', {
      ...server,
      auth: () => {
        asked++;
        return token;
      },
    });
    const status = ann.client.sync.observe();
    const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
    await ann.client.messages.send(id, { text: 'kept' });
    await soon(() => status.getSnapshot()).toMatchObject({ kind: 'refused', code });
    // Asked for once more, since a token may just have expired; then it waits for the app.
    expect(asked).toBe(2);
    token = signToken(good);
    ann.client.sync.resume('signed-in');
    const view = ann.watch(id);
    await soon(view.deliveries).toEqual(['sent']);
    await soon(() => status.getSnapshot()).toEqual({ kind: 'live' });
  },
);

test('[JNY-13] an `auth` that fails for now is tried again by itself', async () => {
  const server = await openServer();
  let isSignedIn = false;
  const ann = await openDevice('ann', {
    ...server,
    auth: async () => {
      if (!isSignedIn) throw new Error('no network');
      return signToken({ sub: 'ann' });
    },
  });
  const status = ann.client.sync.observe();
  await soon(() => status.getSnapshot()).toMatchObject({ kind: 'offline', why: ['auth-failed'] });
  isSignedIn = true;
  await soon(() => status.getSnapshot()).toEqual({ kind: 'live' });
});

test('[JNY-15] the token of another user is refused, and the database stays whose it is', async () => {
  const server = await openServer();
  const ann = await openDevice('ann', { ...server, auth: () => signToken({ sub: 'bob' }) });
  const status = ann.client.sync.observe();
  await soon(() => status.getSnapshot()).toMatchObject({ kind: 'refused', code: 'client/other-user' });
  await ann.client.close();
  await expect(openDevice('bob', { path: ann.path })).rejects.toMatchObject({
    code: 'client/other-user',
    details: { stored: 'ann', found: 'bob' },
  });
  const again = await openDevice('ann', { ...server, path: ann.path });
  await again.client.whenSynced();
  expect(again.client.user).toBe('ann');
});
