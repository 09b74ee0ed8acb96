import { readFileSync } from 'node:fs';
import { createServer } from '@tidemark/server-reference';
import type { ServerPart } from './cast.ts';
import type { Report } from './reports.ts';

/** The server: the library in a process of its own, so that it can be killed. */

const part: ServerPart = JSON.parse(readFileSync(process.argv[2] as string, 'utf8'));
process.on('disconnect', () => process.exit());
const tell = (report: Report): void => void process.send?.(report);
// Everybody is told everybody's marks, so that those of all clients can be held against a recount.
const server = await createServer({
  port: part.port,
  data: part.data,
  auth: { secret: part.secret },
  limits: {
    heartbeatMs: part.heartbeatMs,
    catchUpRevs: 100_000,
    opsPerSecond: 0,
    frameBytes: 262_144,
    namedMarks: 1_000_000,
  },
  logger: {
    info: () => {},
    error: (fields, message) => {
      console.error(message, fields);
      tell({ type: 'trouble', message: `server: ${message}: ${String(Reflect.get(fields, 'err'))}` });
    },
  },
});
process.on('SIGTERM', () => {
  server.close().then(
    () => process.exit(),
    (error: unknown) => {
      tell({ type: 'trouble', message: `server: ${String(error)}` });
      process.exit(1);
    },
  );
});
tell({ type: 'ready', resolved: 0, lostResolved: [], unsent: 0 });
