import { conversationStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { exportDevice, importDevice } from '../export.ts';
import { memoryStorage } from '../local-db/memory-adapter.ts';
import { STORES } from '../local-db/schema.ts';
import type { StorageAdapter } from '../local-db/storage-adapter.ts';
import { deviceBench } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';
import { watchedStorage } from '../test-support/watched-storage.ts';

async function linesOf(storage: StorageAdapter): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportDevice(storage)) lines.push(line);
  return lines;
}

/** Every row of every store. */
async function allOf(storage: StorageAdapter): Promise<unknown> {
  await storage.open({ name: 'tidemark', stores: STORES });
  const found = await storage.read(STORES.map(({ name }) => ({ store: name })));
  await storage.close();
  return found;
}

/** A device with messages, an unsent one among them, and a row of bytes. */
async function written(): Promise<StorageAdapter> {
  const storage = watchedStorage();
  const bench = await deviceBench({ storage });
  await openConversation(bench, { rows: messages(1, 30, 'bob') });
  await bench.client.sync.pause('away');
  await bench.client.messages.send(messages(1, 1)[0]?.key ?? '', { text: 'unsent 🌊' });
  await bench.client.close();
  await storage.open({ name: 'tidemark', stores: STORES });
  const bytes = { key: [conversationStream('x'), 1], rev: 1, keys: {}, body: new Uint8Array([0, 1, 254, 255]) };
  await storage.commit([{ store: 'messages', put: bytes }]);
  await storage.close();
  return storage;
}

test('[EXP-1] exported and imported into an empty device, everything is as it was', async () => {
  const storage = await written();
  const lines = await linesOf(storage);
  const copy = memoryStorage();
  expect(await importDevice(copy, lines)).toEqual({ rows: lines.length - 2, errors: [] });
  expect(await allOf(copy)).toEqual(await allOf(storage));
  expect(await linesOf(copy)).toEqual(lines);
});

test('[EXP-1] an export of more rows than a read has them all, once', async () => {
  const storage = memoryStorage();
  await storage.open({ name: 'tidemark', stores: STORES });
  const rows = Array.from({ length: 1501 }, (_, n) => ({
    key: ['s', n],
    rev: n,
    keys: { id: [[`m${n}`]] },
    body: { n },
  }));
  await storage.commit(rows.map((put) => ({ store: 'messages', put })));
  await storage.close();
  const copy = memoryStorage();
  expect(await importDevice(copy, await linesOf(storage))).toEqual({ rows: 1501, errors: [] });
  expect(await allOf(copy)).toEqual(await allOf(storage));
});

test('[EXP-2] a bad line is told with its number, and nothing else is lost', async () => {
  const lines = await linesOf(await written());
  const bad = ['not json', '["nowhere",["a"],1,{},1]', '["meta",[1,2],1,{},1]', '["meta",["a"],"x",{},1]', '{}'];
  const bytes = '["meta",["a"],1,{},{"$bytes":"*"},1]';
  const copy = memoryStorage();
  const { rows, errors } = await importDevice(copy, [...lines.slice(0, 3), ...bad, bytes, '', ...lines.slice(3)]);
  expect(errors.map(({ code, details }) => `${code} ${details.line}`)).toEqual(
    [4, 5, 6, 7, 8, 9].map((line) => `import/malformed ${line}`),
  );
  expect(rows).toBe(lines.length - 2);
  expect(await linesOf(copy)).toEqual(lines);
});

test('[EXP-2] a file cut short is told', async () => {
  const lines = await linesOf(await written());
  const { errors } = await importDevice(memoryStorage(), lines.slice(0, 5));
  expect(errors).toMatchObject([{ code: 'import/malformed', details: { line: 6 } }]);
});

test('[EXP-3] what is no export, is of a newer release, or would go over something is refused, and nothing is written', async () => {
  const lines = await linesOf(await written());
  const copy = memoryStorage();
  const refused = async (given: readonly string[]) => {
    const error: unknown = await importDevice(copy, given).then(
      () => 'imported',
      (cause: unknown) => cause,
    );
    return (error as { code: string }).code;
  };
  expect(await refused([])).toBe('import/malformed');
  expect(await refused(lines.slice(1))).toBe('import/malformed');
  expect(await refused(['{"tidemark":2,"schema":1}', ...lines.slice(1)])).toBe('storage/version');
  expect(await refused(['{"tidemark":1,"schema":99}', ...lines.slice(1)])).toBe('storage/version');
  expect(await allOf(copy)).toEqual(STORES.map(() => []));
  await importDevice(copy, lines);
  expect(await refused(lines)).toBe('options/invalid');
  expect(await linesOf(copy)).toEqual(lines);
});
