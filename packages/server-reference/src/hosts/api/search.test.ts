import type { JsonObject } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { crew, openApi, openCrew } from '../../test-support/api-client.ts';

interface Answer {
  readonly hits: readonly { readonly message: { readonly body: JsonObject } }[];
  readonly next?: string;
}

test('[HTT-17] messages are found by their words, page by page, with the rights of a socket', async () => {
  const api = await openApi();
  const path = await openCrew(api);
  const id = path.split('/').at(-1);
  const say = (text: string, user = 'ann', where = path) => api.ask(`POST ${where}/messages`, { user, body: { text } });
  await say('Low tide at the harbour');
  const { body: second } = await say('Harbour master', 'bob');
  const { at: sentAt } = second as unknown as { at: number };
  const { body: other } = await api.ask('POST /v1/conversations', { user: 'ann', body: { ...crew, members: [] } });
  await say('harbours', 'ann', `/v1/conversations/${other.id}`);
  const search = (query: string, user = 'ann') => api.ask(`GET /v1/search?${query}`, { user });
  const texts = async (query: string, user?: string) =>
    ((await search(query, user)).body as unknown as Answer).hits.map(({ message }) => message.body['text']);
  expect(await texts('text=harbour')).toEqual(['harbours', 'Harbour master', 'Low tide at the harbour']);
  expect(await texts('text=harbour%20')).toEqual(['Harbour master', 'Low tide at the harbour']);
  expect(await texts(`text=harbour&conversation=${id}&from=bob`)).toEqual(['Harbour master']);
  expect(await texts(`text=harbour&before=${sentAt}`)).toEqual(['Low tide at the harbour']);
  expect(await texts(`text=harbour&after=${sentAt}`, 'bob')).toEqual(['Harbour master']);
  expect(await texts('text=harbour', 'eve')).toEqual([]);
  const first = await search('text=harbour&limit=2');
  expect(first.body).toMatchObject({
    hits: [{ conversation: other.id }, { conversation: id, message: { id: second.opId, ord: 2, author: 'bob' } }],
    complete: true,
  });
  expect(
    await texts(`text=harbour&limit=2&page=${encodeURIComponent((first.body as unknown as Answer).next ?? '')}`),
  ).toEqual(['Low tide at the harbour']);
});

test('[HTT-17] what is no search is refused, a stranger’s conversation as one that is not there', async () => {
  const api = await openApi();
  const path = await openCrew(api);
  const id = path.split('/').at(-1);
  const cases = [
    ['ann', '', 400, 'frame/malformed'],
    ['ann', '?text=', 400, 'frame/malformed'],
    ['ann', '?text=ship&limit=101', 400, 'frame/malformed'],
    ['ann', '?text=ship&colour=blue', 400, 'frame/malformed'],
    ['ann', '?text=ship&after=yesterday', 400, 'frame/malformed'],
    ['ann', '?text=ship&page=2', 400, 'frame/malformed'],
    ['eve', `?text=ship&conversation=${id}`, 404, 'stream/unknown'],
    ['ann', '?text=ship&conversation=nowhere', 404, 'stream/unknown'],
  ] as const;
  for (const [user, query, status, code] of cases)
    expect([query, await api.ask(`GET /v1/search${query}`, { user })]).toMatchObject([
      query,
      { status, body: { code } },
    ]);
  expect(await api.ask(`GET /v1/search?text=${'x'.repeat(1_001)}`, { user: 'ann' })).toMatchObject({ status: 400 });
});
