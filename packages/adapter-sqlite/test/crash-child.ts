import { writeSync } from 'node:fs';
import { message, spec } from './crash-rows.ts';

// Commits batches for ever and says so after each; the parent kills it.
const [path = '', driver = '', first = '0'] = process.argv.slice(2);
const { sqlite } = await (driver === 'better-sqlite3'
  ? import('../src/better-sqlite3.ts')
  : import('../src/node-sqlite.ts'));
const storage = sqlite(path);
await storage.open(spec);
for (let n = Number(first); ; n++) {
  const size = 1 + ((n * 37) % 200);
  const rows = Array.from({ length: size }, (_, i) => message(n, i));
  const counter = { store: 'meta', put: { key: ['batches'], rev: n, keys: {}, body: { size } } };
  await storage.commit([...rows, counter], [], n % 5 === 0 ? 'strict' : 'relaxed');
  writeSync(1, `${n}\n`);
}
