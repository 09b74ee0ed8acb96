import { type ScriptedPeer, transportChecks } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { createMemoryLink, type ServerEnd } from './memory-transport.ts';

for (const { name, run } of transportChecks(open)) test(name, run);

async function open() {
  const link = createMemoryLink();
  const nowhere = createMemoryLink();
  nowhere.setReachable(false);
  return {
    transport: link.transport,
    unreachable: nowhere.transport,
    nextPeer: async () => asPeer(await link.accept()),
    close: async () => {},
  };
}

function asPeer(end: ServerEnd): ScriptedPeer {
  const arriving = end.frames[Symbol.asyncIterator]();
  return {
    async receive() {
      const next = await arriving.next().catch(() => ({ done: true, value: undefined }));
      return next.done ? undefined : JSON.stringify(next.value);
    },
    sendText: end.sendText,
    close: end.close,
  };
}

const live = new AbortController().signal;

test('[TRA-6] the ends of a memory link share no object', async () => {
  const link = createMemoryLink();
  const connection = await link.transport.connect(live);
  const server = await link.accept();
  const frames = [{ type: 'mark' as const, marks: [{ stream: 'user:ann' as const, read: 3 }] }];
  connection.send(frames);
  const { value } = await server.frames[Symbol.asyncIterator]().next();
  expect(value).toEqual(frames);
  expect(value[0]).not.toBe(frames[0]);
});

test('[TRA-2] an unreachable memory link refuses, and serves again when reachable', async () => {
  const link = createMemoryLink();
  link.setReachable(false);
  await expect(link.transport.connect(live)).rejects.toMatchObject({ code: 'transport/failed', retryable: true });
  link.setReachable(true);
  const connection = await link.transport.connect(live);
  (await link.accept()).send([{ type: 'pong', heads: [] }]);
  expect((await connection[Symbol.asyncIterator]().next()).value).toEqual([{ type: 'pong', heads: [] }]);
});

test('[TRA-9] the server end of a memory link learns how the client closed', async () => {
  const link = createMemoryLink();
  const connection = await link.transport.connect(live);
  const server = await link.accept();
  connection.close(4408, 'silent');
  server.send([{ type: 'pong', heads: [] }]);
  await expect(server.frames[Symbol.asyncIterator]().next()).rejects.toMatchObject({ details: { closeCode: 4408 } });
  expect(await connection[Symbol.asyncIterator]().next()).toEqual({ value: undefined, done: true });
});
