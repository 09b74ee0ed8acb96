import { type MessagePort, parentPort } from 'node:worker_threads';
import { serveStorage } from '@tidemark/core/worker';
import { sqlite } from '../src/node-sqlite.ts';

// A thread with adapters in it, one for each port that is sent.
parentPort?.on('message', ({ port, path }: { port: MessagePort; path: string }) => {
  serveStorage(port, sqlite(path));
});
