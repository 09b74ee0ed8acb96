import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { crew, idempotent, openApi, openCrew, signToken } from '../../test-support/api-client.ts';
import { uuid7 } from '../../test-support/ops.ts';
import { allRoutes } from './routes/all.ts';

test('[HTT-14] what does not fit is refused with a code, a message and a status', async () => {
  const api = await openApi();
  const path = await openCrew(api);
  const { body: sent } = await api.ask(`POST ${path}/messages`, { user: 'ann', body: { text: 'Ahoy' } });
  const asks: readonly (readonly [string, string, object, number, string])[] = [
    ['ann', `POST ${path}/messages`, { body: '{{{' }, 400, 'frame/malformed'],
    ['ann', `POST ${path}/messages`, { body: '[]' }, 400, 'frame/malformed'],
    ['ann', `POST ${path}/messages`, {}, 400, 'frame/malformed'],
    ['ann', `POST ${path}/messages`, { body: { colour: 'blue' } }, 400, 'frame/malformed'],
    ['ann', `POST ${path}/messages`, { body: { text: 'x'.repeat(70_000) } }, 413, 'frame/too-large'],
    ['ann', `POST ${path}/messages`, { body: { text: 'x'.repeat(40_000) } }, 413, 'op/too-large'],
    ['ann', `POST ${path}/messages`, { body: {}, headers: idempotent('7') }, 400, 'frame/malformed'],
    ['bob', `PATCH ${path}/messages/${sent.opId}`, { body: { text: 'Mine' } }, 403, 'op/forbidden'],
    ['ann', `PATCH ${path}/messages/${sent.opId}`, { body: { text: 7 } }, 422, 'op/invalid'],
    ['ann', `PATCH ${path}/messages/${sent.opId}`, { body: {}, headers: { 'if-match': 'x' } }, 400, 'frame/malformed'],
    ['ann', `DELETE ${path}/messages/${uuid7()}`, {}, 404, 'op/missing'],
    ['ann', `GET ${path}/messages?limit=0`, {}, 400, 'frame/malformed'],
    ['ann', 'GET /v1/conversations/a%20b', {}, 400, 'frame/malformed'],
    ['ann', 'PUT /v1/anything', {}, 404, 'frame/unknown'],
  ];
  for (const [user, line, request, status, code] of asks) {
    const answer = await api.ask(line, { user, ...request });
    expect([line, answer.status, answer.body.code]).toEqual([line, status, code]);
    expect(answer.body).toMatchObject({
      message: expect.stringMatching(/\.$/),
      details: { class: expect.any(String) },
    });
  }
});

test('[HTT-15] statistics are for operators', async () => {
  const api = await openApi();
  await openCrew(api);
  const ask = async (scope: unknown) =>
    api.ask('GET /v1/statistics', { token: await signToken({ sub: 'ops', scope }) });
  for (const scope of [undefined, 'chat', 'tidemark:operators', ['tidemark:operator']])
    expect(await ask(scope)).toMatchObject({ status: 403, body: { code: 'op/forbidden' } });
  expect(await ask('chat tidemark:operator')).toMatchObject({
    status: 200,
    body: { sessions: 1, users: 1, ops: 1, streams: 3, queuedOps: 0 },
  });
});

test('[HTT-16] the document is valid OpenAPI 3.1 and has every route', async () => {
  const { document } = await openApi();
  expect(await new Validator().validate({ ...document })).toEqual({ valid: true });
  const listed = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((each) => `${each} ${path}`),
  );
  expect(listed.toSorted()).toEqual(allRoutes.map(({ method, path }) => `${method} ${path}`).toSorted());
});

test('[HTT-16] every route answers as the document says, in good and in bad', async () => {
  const api = await openApi();
  const path = await openCrew(api);
  const stream = `conversation:${path.split('/').at(-1)}`;
  await api.ask('PUT /v1/conversations/deck', { user: 'ann', body: crew });
  await api.ask(`GET ${path}`, { user: 'ann' });
  await api.ask('GET /v1/conversations', { user: 'ann' });
  const { body: sent } = await api.ask(`POST ${path}/messages`, { user: 'bob', body: { text: 'Ahoy' } });
  await api.ask(`GET ${path}/messages`, { user: 'ann' });
  await api.ask(`GET ${path}/messages/${sent.opId}`, { user: 'ann' });
  await api.ask(`PATCH ${path}/messages/${sent.opId}`, { user: 'bob', body: { text: 'Ahoy!' } });
  await api.ask('GET /v1/search?text=ahoy', { user: 'ann' });
  await api.ask('GET /v1/offline-messages', { user: 'ann' });
  await api.ask(`PUT ${path}/marks`, { user: 'ann', body: { read: 1 } });
  await api.ask(`PUT ${path}/typing`, { user: 'ann', body: {} });
  await api.ask(`GET ${path}/typing`, { user: 'ann' });
  await api.ask('POST /v1/sync', { user: 'ann', body: { cursors: [{ stream }] } });
  await api.ask(`GET /v1/ops/${sent.opId}`, { user: 'bob' });
  await api.ask(`DELETE ${path}/messages/${sent.opId}`, { user: 'bob' });
  await api.ask('GET /v1/statistics', { token: await signToken({ sub: 'ops', scope: 'tidemark:operator' }) });
  for (const { method, path: template } of allRoutes)
    await api.ask(`${method.toUpperCase()} ${template.replaceAll(/\{\w+\}/g, 'x')}`);
  for (const { method, path: template } of allRoutes) {
    const statuses = [...(api.seen.get(`${method} ${template}`) ?? [])].toSorted();
    expect([template, statuses]).toEqual([template, [expect.toBeOneOf([200, 201, 204]), 401]]);
  }
});
