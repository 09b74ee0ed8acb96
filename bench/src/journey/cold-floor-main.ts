import Database from 'better-sqlite3';

/** The same from plain tables: tells the milliseconds until rows are objects. */

const [path = ''] = process.argv.slice(2);
const startMs = performance.now();
const db = new Database(path);
const parse = (row: unknown): unknown => JSON.parse((row as { body: string }).body);
const list = db.prepare('SELECT body FROM conversation ORDER BY at DESC LIMIT 100').all().map(parse);
const newest = db
  .prepare('SELECT body FROM message WHERE conversation = 99 ORDER BY ord DESC LIMIT 50')
  .all()
  .map(parse);
const tookMs = performance.now() - startMs;
if (list.length !== 100 || newest.length !== 50) throw new Error('The floor is not what it should be.');
process.send?.(tookMs);
db.close();
process.disconnect?.();
