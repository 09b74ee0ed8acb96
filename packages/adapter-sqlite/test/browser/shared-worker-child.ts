import { serveStorage } from '@tidemark/core/worker';
import { opfsSqlite } from '../../src/wasm-worker.ts';

// Adapters side by side, one for each port that is sent.
self.addEventListener('message', ({ data }: MessageEvent<{ port: MessagePort; path: string }>) => {
  serveStorage(data.port, opfsSqlite(data.path, { busyTimeoutMs: 300 }));
});
