import { writeSync } from 'node:fs';
import type { Stored } from '@tidemark/core';
import { spec } from './crash-rows.ts';

// Raises a counter a hundred times, each time with a message, under a guard. Says how far it is.
const [path = '', driver = '', id = ''] = process.argv.slice(2);
const say = (what: string) => writeSync(1, `${what} `);
const { sqlite } = await (driver === 'better-sqlite3'
  ? import('../src/better-sqlite3.ts')
  : import('../src/node-sqlite.ts'));
// SQLite's wait is not fair: on a busy machine one process may be passed by for seconds.
const storage = sqlite(path, { busyTimeoutMs: 60_000 });
say('opens');
await storage.open(spec);
for (let done = 0; done < 100; ) {
  const [[counter]] = (await storage.read([{ store: 'meta', get: [['counter']] }])) as [[Stored | undefined]];
  const rev = counter?.rev ?? null;
  const next = (rev ?? 0) + 1;
  const won = await storage.commit(
    [
      { store: 'meta', put: { key: ['counter'], rev: next, keys: {}, body: { by: id } } },
      { store: 'messages', put: { key: [id, done], rev: next, keys: { id: [[`n${next}`]] }, body: {} } },
    ],
    [{ store: 'meta', key: ['counter'], rev }],
  );
  if (won && ++done % 25 === 0) say(String(done));
}
await storage.close();
say('closed');
