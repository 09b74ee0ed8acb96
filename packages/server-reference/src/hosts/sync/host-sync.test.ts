import { expect, test } from 'vitest';
import { create, send } from '../../test-support/ops.ts';
import { settle } from '../../test-support/virtual-runtime.ts';
import { openConversation, openWorld, type World } from '../../test-support/world.ts';
import { hostSync } from './host-sync.ts';

interface SyncEvent {
  readonly event?: string;
  readonly id?: string;
  readonly data: string;
}

const readEvents = (text: string): readonly SyncEvent[] =>
  text
    .split('\n\n')
    .slice(0, -1)
    .map((event) => Object.fromEntries(event.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2))));

const hello = (user: string) => ({ type: 'hello', protocol: 1, token: user, device: 'bot', cursors: [] });

/** A host in a server in memory. */
function openHost(world: World) {
  const host = hostSync(world.core, world.runtime);
  const post = (ask: unknown, ...messages: readonly unknown[]): Promise<Response> => {
    const lines = [ask, ...messages].map((line) => JSON.stringify(line));
    return host.answer(new Request('http://test/sync', { method: 'POST', body: lines.join('\n') }));
  };
  return { host, post };
}

/** A polling client of a host. */
async function openPolls({ post }: ReturnType<typeof openHost>) {
  const [event] = readEvents(await (await post({ open: 'poll' })).text());
  const session = event?.data ?? '';
  return {
    session,
    send: async (n: number, ...messages: readonly unknown[]) => (await post({ session, send: n }, ...messages)).status,
    poll: async (last: number) => readEvents(await (await post({ session, poll: last })).text()),
  };
}

const typesOf = (events: readonly SyncEvent[]): readonly unknown[] =>
  events.flatMap(({ event, data }) => event ?? JSON.parse(data).map((frame: { type: string }) => frame.type));

async function readSome(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<readonly SyncEvent[]> {
  const { value } = await reader.read();
  return readEvents(new TextDecoder().decode(value));
}

test('[HTT-1] a stream carries a session from welcome to close', async () => {
  const world = openWorld();
  const { post } = openHost(world);
  const response = await post({ open: 'stream' });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const [{ data: session } = { data: '' }] = await readSome(reader);
  expect((await post({ session, send: 1 }, [hello('bot')])).status).toBe(204);
  expect(typesOf(await readSome(reader))).toEqual(['welcome']);
  const alice = await world.join('alice');
  await alice.push(create('crew', ['bot']));
  await alice.push(send('conversation:crew', 'Ahoy'));
  const events = await readSome(reader);
  expect(events.map(({ id }) => Number(id))).toEqual(events.map((_, index) => index + 2));
  expect(new Set(typesOf(events))).toEqual(new Set(['changes']));
  expect(events.at(-1)?.data).toContain('Ahoy');
  await world.core.drain();
  const last = await readSome(reader);
  expect(last.at(-1)).toMatchObject({ event: 'close', data: '{"code":4503,"reason":"draining"}' });
  expect((await reader.read()).done).toBe(true);
});

test('[HTT-1] a bad token is answered by its error, then close 4401', async () => {
  const world = openWorld({ verifyToken: async () => ({ code: 'auth/expired' }) });
  const client = await openPolls(openHost(world));
  await client.send(1, [hello('bot')]);
  await settle();
  const events = await client.poll(0);
  expect(typesOf(events)).toEqual(['error', 'close']);
  expect(events.at(-1)?.data).toBe('{"code":4401,"reason":"auth/expired"}');
  expect(await client.send(2, [])).toBe(410);
});

test('[HTT-2] a poll waits for the first message, gets it again until it names it, and asks in vain for what is gone', async () => {
  const world = openWorld();
  const host = openHost(world);
  const client = await openPolls(host);
  await client.send(1, [hello('bot')]);
  await settle();
  expect(typesOf(await client.poll(0))).toEqual(['welcome']);
  expect(typesOf(await client.poll(0))).toEqual(['welcome']);
  const waiting = client.poll(1);
  await client.send(2, [{ type: 'ping' }]);
  expect(await waiting).toMatchObject([{ id: '2' }]);
  for (const last of [0, 3]) expect((await host.post({ session: client.session, poll: last })).status).toBe(409);
});

test('[HTT-2] a poll is answered with nothing after 25 s, and by a newer one', async () => {
  const world = openWorld();
  const client = await openPolls(openHost(world));
  await client.send(1, [hello('bot')]);
  await settle();
  await client.poll(0);
  const patient = client.poll(1);
  await settle();
  await world.runtime.advance(25_000);
  expect(await patient).toEqual([]);
  const older = client.poll(1);
  await settle();
  const newer = client.poll(1);
  expect(await older).toEqual([]);
  await client.send(2, [{ type: 'ping' }]);
  expect(typesOf(await newer)).toEqual(['pong']);
});

test('[HTT-3] a request sent again is not served again, and one after a hole not at all', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bot');
  const client = await openPolls(openHost(world));
  const push = (text: string) => [{ type: 'push', ops: [send(stream, text)] }];
  const [first, second, third] = [push('1'), push('2'), push('3')];
  expect(await client.send(1, [hello('bot')], first)).toBe(204);
  expect(await client.send(2, first, second)).toBe(204);
  expect(await client.send(2, first, second)).toBe(204);
  expect(await client.send(5, third)).toBe(409);
  await settle();
  const page = await alice.pull(stream, { kind: 'newest', sinceRev: 0, marksRev: 0 });
  const rows = page.type === 'page' ? page.rows.filter(({ collection }) => collection === 'message') : [];
  expect(rows.map(({ body }) => body?.['text'])).toEqual(['1', '2']);
  const results = (await client.poll(0)).filter(({ data }) => data.includes('"results"'));
  expect(results.join()).not.toContain('duplicate');
});

test('[HTT-3] a body that breaks off is not served', async () => {
  const world = openWorld();
  const host = openHost(world);
  const client = await openPolls(host);
  const begun = new TextEncoder().encode(`{"session":"${client.session}","send":1}\n[`);
  let pulls = 0;
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    if (pulls++ === 0) controller.enqueue(begun);
    else controller.error(new Error('cut'));
  };
  const body = new ReadableStream({ pull });
  const request = new Request('http://test/sync', { method: 'POST', body, duplex: 'half' } as RequestInit);
  await expect(host.host.answer(request)).rejects.toThrow('cut');
  expect(await client.send(1, [hello('bot')])).toBe(204);
});

test('[HTT-4] a reader that goes away ends the session; so does its own close', async () => {
  const world = openWorld();
  const { post } = openHost(world);
  const open = async (): Promise<readonly [string, ReadableStreamDefaultReader<Uint8Array>]> => {
    const reader = ((await post({ open: 'stream' })).body as ReadableStream<Uint8Array>).getReader();
    const [event] = await readSome(reader);
    const session = event?.data ?? '';
    await post({ session, send: 1 }, [hello('bot')]);
    await settle();
    return [session, reader];
  };
  const [gone, reader] = await open();
  await reader.cancel();
  expect((await post({ session: gone, send: 2 }, [])).status).toBe(404);
  const [closing] = await open();
  expect((await post({ session: closing, send: 2, close: true })).status).toBe(204);
  expect((await post({ session: closing, send: 2 })).status).toBe(410);
});

test('[HTT-4] a polling session ends when nobody polls, and is forgotten', async () => {
  const world = openWorld({ limits: { heartbeatMs: 40_000 } });
  const host = openHost(world);
  const client = await openPolls(host);
  await client.send(1, [hello('bot')]);
  await settle();
  // Counted from the end of a poll as from the opening.
  await client.poll(0);
  await world.runtime.advance(79_999);
  expect(await client.send(2, [{ type: 'ping' }])).toBe(204);
  await world.runtime.advance(1);
  expect(await client.send(3, [{ type: 'ping' }])).toBe(404);
});

test('[HTT-5] a reader behind is closed with 4429, and what waited before is still told', async () => {
  const world = openWorld({ limits: { bufferedBytes: 2_000 } });
  const { stream, alice } = await openConversation(world, 'bot');
  const client = await openPolls(openHost(world));
  await client.send(1, [hello('bot')]);
  await settle();
  for (let n = 0; n < 4; n++) await alice.push(send(stream, 'x'.repeat(800)));
  const events = await client.poll(0);
  expect(events.at(-1)?.data).toBe('{"code":4429,"reason":"frame/slow-reader"}');
  expect(typesOf(events).slice(0, 2)).toEqual(['welcome', 'changes']);
});

test('[HTT-5] a stream whose reader does not take its end is cut off', async () => {
  const world = openWorld();
  const { post } = openHost(world);
  const reader = ((await post({ open: 'stream' })).body as ReadableStream<Uint8Array>).getReader();
  const [{ data: session } = { data: '' }] = await readSome(reader);
  await post({ session, send: 1 }, [hello('bot')]);
  await settle();
  await world.core.drain();
  await world.runtime.advance(2_000);
  await expect(reader.read()).rejects.toThrow('did not read the end');
  expect((await post({ session, send: 2 })).status).toBe(404);
});

test('[HTT-6] requests that are none are refused by status, and a message above the limit by the core', async () => {
  const world = openWorld({ limits: { frameBytes: 70_000 } });
  const host = openHost(world);
  for (const ask of [7, null, {}, { open: 'door' }, { session: 's', send: 0 }, { session: 's', poll: 1, send: 1 }])
    expect((await host.post(ask)).status).toBe(400);
  expect((await host.post({ session: 'none', poll: 0 })).status).toBe(404);
  const client = await openPolls(host);
  expect(await client.send(1, 'x'.repeat(71_025))).toBe(413);
  expect(await client.send(1, [hello('bot')])).toBe(204);
  await settle();
  expect(await client.send(2, 'x'.repeat(70_001))).toBe(204);
  expect((await client.poll(0)).at(-1)).toMatchObject({ event: 'close', data: expect.stringContaining('4413') });
});

test('[HTT-7] an open poll is told goaway, and one that still comes the end', async () => {
  const world = openWorld();
  const client = await openPolls(openHost(world));
  await client.send(1, [hello('bot')]);
  await settle();
  await client.poll(0);
  const open = client.poll(1);
  await settle();
  await world.core.drain();
  expect(typesOf(await open)).toEqual(['goaway']);
  expect((await client.poll(2)).at(-1)?.data).toContain('4503');
});
