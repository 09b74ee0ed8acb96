import { existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { sqlite } from '@tidemark/adapter-sqlite';
import { webSocket } from '@tidemark/transport-ws';
import { type Entry, fromLines, toLines } from './device/entry.ts';
import { createHistory } from './device/history.ts';
import type { ProcessPart } from './device/part.ts';
import { runDevice } from './device/run-device.ts';

/** A device with SQLite in a process of its own, to be killed at any moment. */

const part: ProcessPart = JSON.parse(readFileSync(process.argv[2] as string, 'utf8'));
const before = createHistory(part.user);
if (existsSync(part.diary)) before.take(fromLines(readFileSync(part.diary, 'utf8')));
const diary = openSync(part.diary, 'a');
writeSync(diary, '\n'); // what a kill tore ends here
const note = (entries: readonly Entry[]): void => void writeSync(diary, toLines(entries));
const failed = (error: unknown): never => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  note([{ is: 'broken', what: 'trouble', text: `${part.user}: ${text}` }]);
  process.exit(1);
};
process.on('uncaughtException', failed);
process.on('unhandledRejection', failed);
process.on('disconnect', () => process.exit());

const device = await runDevice({
  part,
  storage: sqlite(part.database),
  transport: webSocket(part.url),
  before,
  note,
});
process.on('message', (command) => {
  if (command === 'rest') device.rest().catch(failed);
  else device.close().then(() => process.exit(), failed);
});
