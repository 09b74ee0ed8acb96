import { type Client, createClient, createMemoryLink, type ServerEnd, type StorageAdapter } from '@tidemark/core';
import { search } from '@tidemark/core/search';
import type { ClientFrame, Row, ServerFrame } from '@tidemark/protocol';
import { build } from '../builders/build.ts';
import { same } from '../storage-checks/assert.ts';
import type { StorageCheck, StorageHarness, StoragePlace } from '../storage-checks/harness.ts';

/** So long what was sent may take to be found. */
const PATIENCE_MS = 30_000;
const HARBOURS = ['Ærøskøbing', 'łeba', '神戸港', 'Saint-Malo', 'ท่าเรือ'];

/**
 * Search on a storage: a client, what arrives, is changed and deleted, and a restart. The rules are SEA of the core's
 * SPEC.md; this shows that an engine keeps what they stand on.
 */
export function searchChecks(harness: StorageHarness): readonly StorageCheck[] {
  return [
    {
      name: '[SEA-6] what arrives, is edited and deleted is found as it is, on this storage',
      run: () => withPlace(harness, findsWhatIsHeld),
    },
    {
      name: '[SEA-9] the index is there after a restart, and goes on, on this storage',
      run: () => withPlace(harness, outlivesItsClient),
    },
  ];
}

async function findsWhatIsHeld(place: StoragePlace): Promise<void> {
  const device = await openDevice(place.adapter());
  device.say(harbours(1, 300));
  await device.finds('harbour 7 ', 1);
  await device.client.use(search).whenIndexed();
  await device.finds('harbour', 300);
  for (const word of ['aeroskobing ', 'leb', '戸港', 'malo', 'เรือ']) await device.finds(word, 60);
  device.say([
    build.message(7, { rev: 301, body: { text: 'lighthouse 7' } }),
    build.message(8, { rev: 302, body: undefined }),
  ]);
  await device.finds('lighthouse', 1);
  await device.client.use(search).whenIndexed();
  await device.finds('harbour', 298);
  await device.finds('harbour 7 ', 0);
  await device.client.close();
}

async function outlivesItsClient(place: StoragePlace): Promise<void> {
  const first = await openDevice(place.adapter());
  for (let part = 0; part < 10; part++) {
    first.say(harbours(part * 20 + 1, part * 20 + 20));
    await first.finds('harbour', part * 20 + 20);
    await first.client.use(search).whenIndexed();
  }
  first.say(harbours(201, 210));
  await first.finds('harbour', 210);
  await first.client.close();
  const second = await openDevice(place.adapter());
  await second.client.use(search).whenIndexed();
  await second.finds('harbour', 210);
  second.say(harbours(211, 220));
  await second.finds('harbour', 220);
  await second.client.close();
}

const harbours = (from: number, to: number): readonly Row[] =>
  Array.from({ length: to - from + 1 }, (_, i) => {
    const n = from + i;
    return build.message(n, { author: 'bob', body: { text: `harbour ${n} ${HARBOURS[n % HARBOURS.length]}` } });
  });

interface Device {
  readonly client: Client;
  /** The server tells of these rows. */
  say(rows: readonly Row[]): void;
  /** Resolves once so many are found. */
  finds(text: string, count: number): Promise<void>;
}

async function openDevice(storage: StorageAdapter): Promise<Device> {
  const link = createMemoryLink();
  const client = await createClient({ storage, transport: link.transport, auth: () => 'token', user: 'ann' });
  const { query } = client.use(search);
  const end = await link.accept();
  await serve(end);
  return {
    client,
    say: (rows) => end.send([build.changes({ rows })]),
    async finds(text, count) {
      const by = Date.now() + PATIENCE_MS;
      let found = -1;
      while (found !== count && Date.now() < by) {
        found = (await query({ text, limit: 10_000 })).hits.length;
        if (found !== count) await new Promise((resolve) => setTimeout(resolve, 5));
      }
      same({ text, found }, { text, found: count }, 'found');
    },
  };
}

/** Resolves when the client was welcomed; answers it from then on. */
function serve(end: ServerEnd): Promise<void> {
  return new Promise((resolve) => {
    const answerAll = async (): Promise<void> => {
      for await (const frames of end.frames) {
        end.send(frames.flatMap(answerTo));
        if (frames.some(({ type }) => type === 'hello')) resolve();
      }
    };
    void answerAll();
  });
}

function answerTo(frame: ClientFrame): readonly ServerFrame[] {
  if (frame.type === 'hello') return [build.welcome()];
  if (frame.type === 'list') return [build.summaries({ re: frame.id })];
  if (frame.type !== 'pull' || frame.want.kind !== 'since') return [];
  const { id, stream, epoch = 'e1', want } = frame;
  const head = build.head(want.rev, { stream, epoch, ord: 0 });
  return [build.changes({ re: id, stream, epoch, from: want.rev, to: want.rev, rows: [], head })];
}

async function withPlace(harness: StorageHarness, act: (place: StoragePlace) => Promise<void>): Promise<void> {
  const place = await harness.fresh();
  try {
    await act(place);
  } finally {
    await place.remove?.();
  }
}
