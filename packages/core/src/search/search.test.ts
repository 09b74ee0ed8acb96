import { createSeededRandom } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { memoryStorage } from '../local-db/memory-adapter.ts';
import { searchBench } from '../test-support/search-bench.ts';
import { watchedStorage } from '../test-support/watched-storage.ts';

test('[SEA-1] every word must be in the message; the last one may be begun, others where a star says so', async () => {
  const { say, find, indexed } = await searchBench();
  await say('crew', [
    { ord: 1, text: 'Ahoy, the tide is coming in!' },
    { ord: 2, text: 'ahoy there' },
    { ord: 3, text: 'tidemark: a line' },
  ]);
  await indexed();
  const found = [];
  for (const text of ['tid', 'tide ', 'the tide', 'ahoy the', 'ahoy the ', 'ah* tide', 'ah tide', 'zebra']) {
    found.push(`${text}: ${(await find(text)).join(' ')}`);
  }
  expect(found).toEqual([
    'tid: crew-3 crew-1',
    'tide : crew-1',
    'the tide: crew-1',
    'ahoy the: crew-2 crew-1',
    'ahoy the : crew-1',
    'ah* tide: crew-1',
    'ah tide: ',
    'zebra: ',
  ]);
  expect(await find('!?')).toEqual([]);
});

test('[SEA-2] case, accents and compatibility forms do not count', async () => {
  const { say, find, indexed } = await searchBench();
  await say('crew', [
    { ord: 1, text: 'Café Straße Łódź Ærø ΣΊΣΥΦΟΣ' },
    { ord: 2, text: 'cafe\u0301 ｆｕｌｌ ﬁsh İstanbul' },
    { ord: 3, text: 'שָׁלוֹם مُحَمَّد' },
  ]);
  await indexed();
  const words = [
    'cafe ',
    'CAFÉ ',
    'strasse ',
    'lodz ',
    'aero ',
    'σίσυφος ',
    'full ',
    'fish ',
    'istanbul ',
    'שלום ',
    'محمد ',
  ];
  expect(await Promise.all(words.map(find))).toEqual([
    ...[['crew-2', 'crew-1'], ['crew-2', 'crew-1'], ['crew-1'], ['crew-1'], ['crew-1'], ['crew-1']],
    ...[['crew-2'], ['crew-2'], ['crew-2'], ['crew-3'], ['crew-3']],
  ]);
});

test('[SEA-3] in scripts without spaces any part is found; marks that make another letter count', async () => {
  const { say, find, indexed } = await searchBench();
  await say('crew', [
    { ord: 1, text: '東京都に住んでいます' },
    { ord: 2, text: '京都へ行きたい。ＯＫ？' },
    { ord: 3, text: 'สวัสดีครับ ขอบคุณ' },
    { ord: 4, text: '학교에서 만나요' },
    { ord: 5, text: 'がんばって' },
    { ord: 6, text: 'かんぱい 🍻 ok' },
  ]);
  await indexed();
  const found = [];
  for (const text of [
    '京都',
    '東京都',
    '京',
    '都東',
    'ครับ',
    'สวสดี',
    '학교',
    '교에서',
    'がん',
    'かん',
    'ok 行き',
    '🍻',
  ]) {
    found.push(`${text}: ${(await find(text)).join(' ')}`);
  }
  expect(found).toEqual([
    '京都: crew-2 crew-1',
    '東京都: crew-1',
    '京: crew-2 crew-1',
    '都東: ',
    'ครับ: crew-3',
    'สวสดี: ',
    '학교: crew-4',
    '교에서: crew-4',
    'がん: crew-5',
    'かん: crew-6',
    'ok 行き: crew-2',
    '🍻: crew-6',
  ]);
});

test('[SEA-4] conversation, sender and time narrow it down; the newest come first, as many as asked for', async () => {
  const { say, find, indexed } = await searchBench();
  await say('crew', [
    { ord: 1, text: 'tide', author: 'bob', at: 1000 },
    { ord: 2, text: 'tide', author: 'eve', at: 3000 },
  ]);
  await say('boat', [{ ord: 1, text: 'tide', author: 'bob', at: 2000 }]);
  for (const isIndexed of [false, true]) {
    if (isIndexed) await indexed();
    expect(await find('tide')).toEqual(['crew-2', 'boat-1', 'crew-1']);
    expect(await find({ text: 'tide', limit: 2 })).toEqual(['crew-2', 'boat-1']);
    expect(await find({ text: 'tide', conversation: 'crew' })).toEqual(['crew-2', 'crew-1']);
    expect(await find({ text: 'tide', from: 'bob' })).toEqual(['boat-1', 'crew-1']);
    expect(await find({ text: 'tide', conversation: 'crew', from: 'bob' })).toEqual(['crew-1']);
    expect(await find({ text: 'tide', after: 2000 })).toEqual(['crew-2', 'boat-1']);
    expect(await find({ text: 'tide', before: 2000 })).toEqual(['crew-1']);
    expect(await find({ text: 'tide', conversation: 'none' })).toEqual([]);
  }
});

test('[SEA-4] what is no query is refused', async () => {
  const { search } = await searchBench();
  const wrong = [
    { text: 7 },
    { text: 'a', limit: 0 },
    { text: 'a', from: 'no name' },
    { text: 'a', before: Number.NaN },
  ];
  for (const query of wrong) {
    await expect(search.query(query as never)).rejects.toMatchObject({ code: 'options/invalid' });
  }
});

test('[SEA-5] a hit tells where in the text the words stand', async () => {
  const { say, search, indexed } = await searchBench();
  const text = 'The TIDE, the tidemark; Café 東京都 ﬁshy';
  await say('crew', [{ ord: 7, text, at: 5000 }]);
  await indexed();
  const shown = async (words: string) => {
    const { hits } = await search.query({ text: words });
    return hits.flatMap(({ ranges }) => ranges.map(({ from, to }) => text.slice(from, to)));
  };
  expect(await shown('the tid')).toEqual(['The', 'TIDE'.slice(0, 3), 'the', 'tid']);
  expect(await shown('cafe 京 fis')).toEqual(['Café', '京', 'ﬁshy']);
  const { hits, isComplete } = await search.query({ text: 'tide ' });
  expect(isComplete).toBe(true);
  const ranges = [{ from: 4, to: 8 }];
  expect(hits).toEqual([{ id: 'crew-7', conversationId: 'crew', ord: 7, author: 'bob', at: 5000, text, ranges }]);
});

test('[SEA-6] messages are found as they are now: new, edited, deleted, gone to make room, and fetched again', async () => {
  const { say, find, indexed, evict } = await searchBench();
  const ords = [1, 2, 3, 4].map((ord) => ({ ord, text: `tide number ${ord}` }));
  for (const between of [async () => {}, indexed]) {
    await say('crew', ords);
    await between();
    expect(await find('tide')).toEqual(['crew-4', 'crew-3', 'crew-2', 'crew-1']);
    await say('crew', [{ ord: 2, text: 'ebb number 2' }, { ord: 3 }]);
    await between();
    expect([await find('tide'), await find('ebb')]).toEqual([['crew-4', 'crew-1'], ['crew-2']]);
    await evict('crew', 2);
    await between();
    expect([await find('tide'), await find('ebb')]).toEqual([['crew-4'], []]);
    await say('crew', [{ ord: 2, text: 'flood number 2' }]);
    await between();
    expect([await find('number'), await find('flood')]).toEqual([['crew-4', 'crew-2'], ['crew-2']]);
    await say('crew', ords, 'another history');
    await between();
    expect([await find('tide'), await find('flood')]).toEqual([['crew-4', 'crew-3', 'crew-2', 'crew-1'], []]);
    await say('crew', [{ ord: 5, text: 'x' }], 'e1');
  }
});

test('[SEA-7] commits of others are never made larger or waited for: the index is written once they rest', async () => {
  const storage = watchedStorage();
  const { say, timers, find } = await searchBench(storage);
  await timers.advance(1000);
  storage.commits.length = 0;
  await say('crew', [{ ord: 1, text: 'tide' }]);
  await timers.advance(2000);
  await say('crew', [{ ord: 2, text: 'tide' }]);
  await timers.advance(2000);
  const stores = () => storage.commits.map(({ changes }) => [...new Set(changes.map(({ store }) => store))].join(' '));
  expect(stores()).toEqual(['messages streams', 'messages streams']);
  expect(await find('tide')).toEqual(['crew-2', 'crew-1']);
  await timers.advance(1000);
  expect(stores()).toEqual(['messages streams', 'messages streams', 'search']);
  await timers.advance(60_000);
  expect(storage.commits).toHaveLength(3);
});

test('[SEA-7] what somebody writes without rest is indexed all the same, once it is much', async () => {
  const { say, segments, timers } = await searchBench();
  await timers.advance(1000);
  for (let n = 0; n < 100; n++) {
    await say(
      'crew',
      Array.from({ length: 1000 }, (_, i) => ({ ord: n * 1000 + i + 1, text: 'tide' })),
    );
    await timers.advance(1);
  }
  expect(await segments()).toBe(1);
});

test('[SEA-7] what comes without leaving a turn is found at once, and never read back to be indexed', async () => {
  const disk = memoryStorage();
  const read: string[] = [];
  const { say, timers, find, indexed, segments } = await searchBench({
    ...disk,
    read(requests) {
      read.push(...requests.map(({ store }) => store));
      return disk.read(requests);
    },
  });
  await timers.advance(1000);
  const tides = (from: number) => Array.from({ length: 3000 }, (_, i) => ({ ord: from + i, text: `tide ${from + i}` }));
  for (let n = 0; n < 20; n++) await say('crew', tides(n * 3000 + 1));
  expect(await find({ text: 'tide', limit: 3 })).toEqual(['crew-60000', 'crew-59999', 'crew-59998']);
  expect(await find('tide 54321')).toEqual(['crew-54321']);
  read.length = 0;
  await indexed();
  expect(read).not.toContain('messages');
  expect(await segments()).toBe(1);
  expect(await find('tide 54321')).toEqual(['crew-54321']);
});

test('[SEA-4] the newest come first whatever the order they came in, while they wait and when they are indexed', async () => {
  const { say, find, indexed } = await searchBench();
  const random = createSeededRandom('times');
  const ats = Array.from({ length: 3000 }, (_, i) => ({ ord: i + 1, at: Math.floor(random.fraction() * 2 ** 41) }));
  const newest = ats.toSorted((a, b) => b.at - a.at).map(({ ord }) => `crew-${ord}`);
  await say(
    'crew',
    ats.map((each) => ({ ...each, text: 'tide' })),
  );
  expect(await find({ text: 'tide', limit: 3000 })).toEqual(newest);
  await indexed();
  expect(await find({ text: 'tide', limit: 3000 })).toEqual(newest);
});

test('[SEA-10] a message that is changed before it is indexed comes into the index once', async () => {
  const { say, find, indexed, db, timers } = await searchBench();
  await timers.advance(1000);
  await say('crew', [
    { ord: 1, text: 'ebb' },
    { ord: 2, text: 'flood' },
  ]);
  await say('crew', [{ ord: 1, text: 'tide' }]);
  await indexed();
  expect(await db.range({ store: 'search', prefix: ['segment'] })).toMatchObject([{ body: { docs: 2 } }]);
  expect([await find('ebb'), await find('tide'), await find('flood')]).toEqual([[], ['crew-1'], ['crew-2']]);
});

test('[SEA-8] no word is in a key, since keys stay readable where a database is encrypted', async () => {
  const { say, db, indexed } = await searchBench();
  await say('crew', [{ ord: 1, text: 'secret' }]);
  await indexed();
  const rows = await db.range({ store: 'search' });
  expect(rows.length).toBeGreaterThan(3);
  expect(JSON.stringify(rows.map(({ key, keys }) => [key, keys]))).not.toContain('secret');
});

test('[SEA-10] segments are few, however many commits there were, and what is gone leaves the index', async () => {
  const { say, find, indexed, segments, evict, db } = await searchBench();
  for (let ord = 1; ord <= 200; ord++) {
    await say('crew', [{ ord, text: ord <= 100 ? `ebb ${ord}` : `tide ${ord}` }]);
    await indexed();
    expect(await segments()).toBeLessThan(16);
  }
  expect(await find({ text: 'ebb', limit: 1000 })).toHaveLength(100);
  await evict('crew', 100);
  const docs = async () =>
    (await db.range({ store: 'search', prefix: ['segment'] })).reduce(
      (sum, { body }) => sum + (body as { docs: number }).docs,
      0,
    );
  expect(await docs()).toBe(200);
  for (let ord = 201; ord <= 700; ord++) {
    await say('crew', [{ ord, text: `tide ${ord}` }]);
    await indexed();
  }
  expect(await docs()).toBeLessThan(620);
  expect(await find({ text: 'tide', limit: 1000 })).toHaveLength(600);
});

test('[SEA-11] two clients of one database find what the other one indexed', async () => {
  const storage = memoryStorage();
  const ann = await searchBench(storage);
  const second = { ...storage, open: async () => {}, close: async () => {} };
  const other = await searchBench(second);
  for (let ord = 1; ord <= 40; ord++) {
    await ann.say('crew', [{ ord, text: 'tide' }]);
    await ann.indexed();
    expect(await other.find({ text: 'tide', limit: 100 })).toHaveLength(ord);
  }
});
