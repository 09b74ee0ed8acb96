import { conversationStream, directId } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { crew, idempotent, openApi, openCrew, signToken } from '../../test-support/api-client.ts';
import { joinLive } from '../../test-support/live-client.ts';
import { op, uuid7 } from '../../test-support/ops.ts';

test('[HTT-11] one message is read by its id, edited and deleted ones as they are, and nobody else’s', async () => {
  const api = await openApi();
  const path = await openCrew(api);
  const { body: sent } = await api.ask(`POST ${path}/messages`, { user: 'ann', body: { text: 'Ahoy' } });
  const read = (id: string, user = 'bob', where = path) => api.ask(`GET ${where}/messages/${id}`, { user });
  expect(await read(sent.opId)).toMatchObject({
    status: 200,
    body: { id: sent.opId, ord: 1, author: 'ann', body: { text: 'Ahoy' } },
  });
  await api.ask(`PATCH ${path}/messages/${sent.opId}`, { user: 'ann', body: { text: 'Ahoy!' } });
  expect((await read(sent.opId)).body).toMatchObject({ body: { text: 'Ahoy!' }, editedAt: expect.any(Number) });
  await api.ask(`DELETE ${path}/messages/${sent.opId}`, { user: 'ann' });
  expect((await read(sent.opId)).body).toMatchObject({ id: sent.opId, deleted: true });
  const { body: other } = await api.ask('POST /v1/conversations', { user: 'bob', body: { ...crew, members: [] } });
  const missing = [await read(uuid7()), await read(sent.opId, 'bob', `/v1/conversations/${other.id}`)];
  for (const answer of missing) expect(answer).toMatchObject({ status: 404, body: { code: 'op/missing' } });
  for (const id of [sent.opId, uuid7()])
    expect(await read(id, 'eve')).toMatchObject({ status: 404, body: { code: 'stream/unknown' } });
});

test('[HTT-11] a message from before one joined is missing where history begins with joining', async () => {
  const api = await openApi();
  const { body } = await api.ask('POST /v1/conversations', { user: 'ann', body: { ...crew, history: 'joined' } });
  const path = `/v1/conversations/${body.id}`;
  const { body: early } = await api.ask(`POST ${path}/messages`, { user: 'ann', body: { text: 'early' } });
  const ann = await joinLive(api.server.url, await signToken({ sub: 'ann' }));
  const joins = op(conversationStream(body.id), 'member', 'put', { role: 'member' }, { key: 'eve' });
  expect(await ann.push(joins)).toMatchObject([{ ok: {} }]);
  const read = (user: string) => api.ask(`GET ${path}/messages/${early.opId}`, { user });
  expect((await read('bob')).status).toBe(200);
  expect(await read('eve')).toMatchObject({ status: 404, body: { code: 'op/missing' } });
});

test('[HTT-8] a conversation whose id is longer than a name, as of two long names, is as any other', async () => {
  const api = await openApi();
  const [ann, bob] = ['a', 'b'].map((letter) => letter.repeat(120)) as [string, string];
  const path = `/v1/conversations/${encodeURIComponent(directId(ann, bob))}`;
  const made = await api.ask(`PUT ${path}`, { user: ann, body: { kind: 'direct', members: [bob] } });
  expect(made.status).toBe(201);
  const key = uuid7();
  const sent = await api.ask(`POST ${path}/messages`, { user: bob, body: { text: 'Hi' }, headers: idempotent(key) });
  expect(sent.status).toBe(201);
  expect((await api.ask(`GET ${path}/messages/${key}`, { user: ann })).body).toMatchObject({ ord: 1 });
  expect((await api.ask(`PUT ${path}/typing`, { user: ann, body: {} })).status).toBe(204);
});

test('[HTT-14] above the rate of requests every route is refused, with the time to come again', async () => {
  const api = await openApi({ limits: { requestsPerSecond: 1 } });
  const path = await openCrew(api);
  const lines = [`GET ${path}`, 'GET /v1/conversations', `GET ${path}/typing`, `GET ${path}/messages`];
  const answers = [];
  for (let n = 0; n < 24; n++) answers.push(await api.ask(lines[n % 4] as string, { user: 'bob' }));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  for (const { body, headers } of refused) {
    expect(body).toMatchObject({ code: 'rate/limited', details: { class: 'retry' } });
    expect(Number(headers.get('retry-after'))).toBe(Math.ceil(body.details.retryAfterMs / 1_000));
  }
  // Ann has made one request.
  expect((await api.ask(`GET ${path}`, { user: 'ann' })).status).toBe(200);
});
