import { serveSqlite } from '../../src/wasm-worker.ts';

// The database is named by the worker, as an app would write it into its file.
serveSqlite(self.name, { busyTimeoutMs: 300 });
