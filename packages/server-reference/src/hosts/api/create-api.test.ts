import { expect, test } from 'vitest';
import { type ApiMessage, crew, idempotent, openApi, openCrew, signToken } from '../../test-support/api-client.ts';
import { isType, joinLive } from '../../test-support/live-client.ts';
import { send, uuid7 } from '../../test-support/ops.ts';

const textsOf = (body: { readonly messages: readonly ApiMessage[] } | undefined) =>
  body?.messages.map((each) => each.body?.text) ?? [];

test('[HTT-8] a request does what a socket does: it is told to sockets, and sees what they wrote', async () => {
  const api = await openApi();
  const path = await openCrew(api);
  const stream = `conversation:${path.split('/').at(-1)}` as const;
  const bob = await joinLive(api.server.url, await signToken({ sub: 'bob' }));
  await api.ask(`POST ${path}/messages`, { user: 'ann', body: { text: 'Ahoy' } });
  expect(await bob.wait(isType('changes'))).toMatchObject({
    stream,
    rows: [{ author: 'ann', body: { text: 'Ahoy' } }],
  });
  await bob.push(send(stream, 'Aye'));
  expect(textsOf((await api.ask(`GET ${path}/messages`, { user: 'ann' })).body)).toEqual(['Ahoy', 'Aye']);
});

test('[HTT-8] a stranger gets the answer of a missing conversation, whatever they ask', async () => {
  const api = await openApi();
  const path = await openCrew(api);
  const { body: sent } = await api.ask(`POST ${path}/messages`, { user: 'ann', body: { text: 'Ahoy' } });
  const asks: readonly (readonly [string, string, unknown?])[] = [
    ['GET', ''],
    ['GET', '/messages'],
    ['POST', '/messages', { text: 'Boo' }],
    ['PATCH', `/messages/${sent.opId}`, { text: 'Boo' }],
    ['DELETE', `/messages/${sent.opId}`],
    ['PUT', '/marks', { read: 1 }],
    ['PUT', '/typing', {}],
    ['GET', '/typing'],
  ];
  for (const [method, rest, body] of asks) {
    const at = (conversation: string) =>
      api.ask(`${method} ${conversation}${rest}`, { user: 'eve', ...(body === undefined ? {} : { body }) });
    const [there, missing] = [await at(path), await at('/v1/conversations/none')];
    expect([there.status, there.body.code]).toEqual([404, 'stream/unknown']);
    expect({ ...missing.body, message: '' }).toEqual({ ...there.body, message: '' });
  }
});

test('[HTT-8] a bad token is refused by its code', async () => {
  const api = await openApi();
  const tokens = [undefined, 'nonsense', await signToken({ sub: 'ann', exp: 1 }), await signToken({})];
  const answers = await Promise.all(
    tokens.map((token) => api.ask('GET /v1/conversations', token === undefined ? {} : { token })),
  );
  expect(answers.map(({ body }) => body.code)).toEqual([
    'auth/missing',
    'auth/malformed',
    'auth/expired',
    'auth/claims',
  ]);
  for (const { status, headers } of answers) expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
});

test('[HTT-9] the same write again is answered as the first time, also over the socket', async () => {
  const api = await openApi();
  const path = await openCrew(api);
  const [opId, direct] = [uuid7(), uuid7()];
  const say = () =>
    api.ask(`POST ${path}/messages`, { user: 'ann', body: { text: 'Once' }, headers: idempotent(opId) });
  const first = await say();
  expect(first.body).toMatchObject({ opId, ord: 1 });
  expect((await say()).body).toEqual({ ...first.body, duplicate: true });
  const ann = await joinLive(api.server.url, await signToken({ sub: 'ann' }));
  const stream = `conversation:${path.split('/').at(-1)}` as const;
  expect(await ann.push(send(stream, 'Once', { opId }))).toMatchObject([{ ok: { ord: 1, duplicate: true } }]);
  const start = () => api.ask('POST /v1/conversations', { user: 'ann', body: crew, headers: idempotent(direct) });
  expect([(await start()).body.id, (await start()).body.duplicate]).toEqual([direct, true]);
  const taken = await api.ask(`POST ${path}/messages`, { user: 'bob', body: {}, headers: idempotent(opId) });
  expect([taken.status, taken.body.code]).toEqual([409, 'op/id-taken']);
});

test('[HTT-9] a conversation may be given an id, once', async () => {
  const api = await openApi();
  const put = () => api.ask('PUT /v1/conversations/deck', { user: 'ann', body: crew });
  expect(await put()).toMatchObject({ status: 201, body: { id: 'deck', stream: 'conversation:deck' } });
  expect(await put()).toMatchObject({ status: 409, body: { code: 'op/exists' } });
});

test('[HTT-10] an edit and a delete against a rev that moved are refused with the row', async () => {
  const api = await openApi();
  const path = await openCrew(api);
  const { body: sent } = await api.ask(`POST ${path}/messages`, { user: 'ann', body: { text: 'Ahoy' } });
  const message = `${path}/messages/${sent.opId}`;
  const edit = (text: string) =>
    api.ask(`PATCH ${message}`, { user: 'ann', body: { text }, headers: { 'if-match': `"${sent.rev}"` } });
  expect((await edit('Ahoy!')).status).toBe(200);
  expect(await edit('Ahoy?')).toMatchObject({
    status: 412,
    body: { code: 'op/conflict', details: { class: 'conflict', row: { body: { text: 'Ahoy!' } } } },
  });
  const stale = await api.ask(`DELETE ${message}`, { user: 'ann', headers: { 'if-match': String(sent.rev) } });
  expect(stale.status).toBe(412);
  expect((await api.ask(`DELETE ${message}`, { user: 'ann' })).status).toBe(200);
  const { body } = await api.ask(`GET ${path}/messages`, { user: 'bob' });
  expect(body.messages).toMatchObject([{ id: sent.opId, ord: 1, deleted: true }]);
});

test('[HTT-11] conversations are listed newest first, page by page, each with its rows', async () => {
  const api = await openApi();
  for (const id of ['a', 'b', 'c']) await api.ask(`PUT /v1/conversations/${id}`, { user: 'ann', body: crew });
  await api.ask('POST /v1/conversations/a/messages', { user: 'ann', body: { text: 'Ahoy' } });
  const ids: string[] = [];
  let query = '';
  for (let done = false; !done; ) {
    const { body } = await api.ask(`GET /v1/conversations?limit=2${query}`, { user: 'bob' });
    ids.push(...body.conversations.map(({ id }) => id));
    done = body.done;
    if (!done) query = `&beforeAt=${body.next.beforeAt}&beforeStream=${encodeURIComponent(body.next.beforeStream)}`;
    if (ids.length === 2)
      expect(body.conversations[0]).toMatchObject({
        id: 'a',
        lastMessage: { ord: 1 },
        conversation: { title: 'Crew' },
      });
  }
  expect(ids.toSorted()).toEqual(['a', 'b', 'c']);
  expect(ids[0]).toBe('a');
  expect((await api.ask('GET /v1/conversations/a', { user: 'bob' })).body).toMatchObject({
    conversation: { title: 'Crew' },
    members: expect.arrayContaining([expect.objectContaining({ user: 'bob', role: 'member' })]),
    marks: expect.arrayContaining([expect.objectContaining({ user: 'ann', read: 1 })]),
  });
});

test('[HTT-11] messages by place: the newest, before, after, from and to', async () => {
  const api = await openApi();
  const path = await openCrew(api);
  for (let n = 1; n <= 5; n++) await api.ask(`POST ${path}/messages`, { user: 'ann', body: { text: String(n) } });
  const texts = async (query: string) =>
    textsOf((await api.ask(`GET ${path}/messages?${query}`, { user: 'bob' })).body).join('');
  expect(await texts('limit=2')).toBe('45');
  expect(await texts('before=4&limit=2')).toBe('23');
  expect(await texts('after=1&limit=2')).toBe('23');
  expect(await texts('from=2&to=4')).toBe('234');
  expect((await api.ask(`GET ${path}/messages?from=2`, { user: 'bob' })).status).toBe(400);
});

test('[HTT-11] what came while nobody took it, until it is marked delivered', async () => {
  const api = await openApi();
  const path = await openCrew(api);
  for (const text of ['1', '2', '3']) await api.ask(`POST ${path}/messages`, { user: 'ann', body: { text } });
  const offline = async (limit: number) =>
    (await api.ask(`GET /v1/offline-messages?limit=${limit}`, { user: 'bob' })).body;
  const first = await offline(2);
  expect([textsOf(first.conversations[0]), first.more]).toEqual([['1', '2'], true]);
  await api.ask(`PUT ${path}/marks`, { user: 'bob', body: { delivered: 2 } });
  const second = await offline(2);
  expect([textsOf(second.conversations[0]), second.more]).toEqual([['3'], false]);
  await api.ask(`PUT ${path}/marks`, { user: 'bob', body: { delivered: 3 } });
  expect(await offline(2)).toEqual({ conversations: [], more: false });
});

test('[HTT-11] sync since cursors: changes, a page for a new one, reset for another epoch, error for a stranger', async () => {
  const api = await openApi();
  const path = await openCrew(api);
  const stream = `conversation:${path.split('/').at(-1)}`;
  const { body: sent } = await api.ask(`POST ${path}/messages`, { user: 'ann', body: { text: 'Ahoy' } });
  const { rev, epoch } = sent;
  const cursors = [
    { stream, rev: rev - 1, epoch },
    { stream },
    { stream, rev, epoch: 'other' },
    { stream: 'user:eve' },
  ];
  const { body } = await api.ask('POST /v1/sync', { user: 'bob', body: { cursors } });
  expect(body.answers).toMatchObject([
    { type: 'changes', from: rev - 1, to: rev, rows: [{ body: { text: 'Ahoy' } }] },
    { type: 'page', newest: true },
    { type: 'reset', why: 'epoch', epoch },
    { type: 'error', error: { code: 'stream/unknown' } },
  ]);
});

test('[HTT-12] a send answered before its commit is told by its op: committed, refused, or never heard of', async () => {
  const api = await openApi();
  const path = await openCrew(api);
  const headers = { prefer: 'respond-async' };
  const status = (op: string, user = 'ann') => api.ask(`GET /v1/ops/${op}`, { user });
  const sent = await api.ask(`POST ${path}/messages`, { user: 'ann', body: { text: 'Later' }, headers });
  expect([sent.status, sent.headers.get('location')]).toEqual([202, `/v1/ops/${sent.body.opId}`]);
  await expect.poll(async () => (await status(sent.body.opId)).status, { timeout: 20_000 }).toBe(200);
  expect((await status(sent.body.opId)).body).toMatchObject({ ord: 1, duplicate: true });
  const stranger = await api.ask(`POST ${path}/messages`, { user: 'eve', body: { text: 'Boo' }, headers });
  await expect
    .poll(async () => (await status(stranger.body.opId, 'eve')).body.code, { timeout: 20_000 })
    .toBe('stream/unknown');
  for (const [op, user] of [
    [sent.body.opId, 'bob'],
    [uuid7(), 'ann'],
  ] as const)
    expect(await status(op, user)).toMatchObject({ status: 404, body: { code: 'op/unknown' } });
});

test('[HTT-12, HTT-14] above the rate both ways of sending are refused at once, with the time to come again', async () => {
  const api = await openApi({ limits: { opsPerSecond: 1 } });
  const path = await openCrew(api);
  const asks = Array.from({ length: 12 }, (_, n) => (n % 2 ? { prefer: 'respond-async' } : {}));
  const answers = [];
  for (const headers of asks) answers.push(await api.ask(`POST ${path}/messages`, { user: 'ann', body: {}, headers }));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  for (const { body, headers } of refused) {
    expect(body).toMatchObject({ code: 'rate/limited', details: { class: 'retry' } });
    expect(Number(headers.get('retry-after'))).toBe(Math.ceil(body.details.retryAfterMs / 1_000));
  }
});

test('[HTT-13] marks rise, are clamped, never fall, and are told', async () => {
  const api = await openApi();
  const path = await openCrew(api);
  for (const text of ['1', '2', '3']) await api.ask(`POST ${path}/messages`, { user: 'ann', body: { text } });
  const mark = async (body: object) => (await api.ask(`PUT ${path}/marks`, { user: 'bob', body })).body;
  const ann = await joinLive(api.server.url, await signToken({ sub: 'ann' }));
  expect(await mark({ delivered: 2 })).toEqual({ delivered: 2, read: 0 });
  expect(await ann.wait(isType('marks'))).toMatchObject({ marks: [{ user: 'bob', delivered: 2 }] });
  expect(await mark({ read: 1 })).toEqual({ delivered: 2, read: 1 });
  expect(await mark({ read: 99 })).toEqual({ delivered: 3, read: 3 });
  expect(await mark({ read: 1 })).toEqual({ delivered: 3, read: 3 });
});

test('[HTT-13] who types is told to sockets and to those who ask, for its time', async () => {
  const api = await openApi();
  const path = await openCrew(api);
  const bob = await joinLive(api.server.url, await signToken({ sub: 'bob' }));
  const type = (ttlMs: number) => api.ask(`PUT ${path}/typing`, { user: 'ann', body: { ttlMs } });
  const typing = async (user: string) => (await api.ask(`GET ${path}/typing`, { user })).body.users;
  expect((await type(60_000)).status).toBe(204);
  expect(await bob.wait(isType('signal'))).toMatchObject({ from: 'ann', kind: 'typing', ttlMs: 60_000 });
  expect([await typing('bob'), await typing('ann')]).toEqual([['ann'], []]);
  await type(0);
  await expect.poll(() => typing('bob'), { timeout: 20_000 }).toEqual([]);
});
