/** DESIGN.md section 3 as data: who may import whom. Everything else under scripts/layers only reads this table. */

/** What each package's sources may import of ours, subpaths included. */
export const PACKAGE_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  core: ['protocol'],
  'adapter-indexeddb': ['protocol', 'core'],
  'adapter-sqlite': ['protocol', 'core'],
  'transport-ws': ['protocol', 'core'],
  'transport-http': ['protocol', 'core'],
  importers: ['protocol', 'core'],
  crypto: ['protocol', 'core'],
  // The simulator runs the real server.
  testing: ['protocol', 'core', 'server-reference'],
  react: ['protocol', 'core'],
  devtools: ['protocol', 'core'],
  'server-reference': ['protocol'],
  'create-tidemark': ['protocol'],
};

/** What every package's tests may import besides: the test kit, and a real server to talk to. */
export const TEST_IMPORTS: readonly string[] = ['testing', 'server-reference'];

/** What the tests of the test kit may import besides: they put the whole journey together. */
export const JOURNEY_IMPORTS: readonly string[] = [
  'adapter-sqlite',
  'adapter-indexeddb',
  'transport-ws',
  'transport-http',
];

/** The repository's own tools, which tests and benchmarks may import and what is published may not. */
export const TOOLS = 'scripts';

/** The folders of packages/core/src, lowest first. A file imports its own folder and lower ones; root files import all. */
export const CORE_LAYERS: readonly string[] = [
  'model',
  'runtime',
  'local-db',
  'outbox',
  'transport',
  'sync',
  'cache',
  'write',
  'observe',
  'tabs',
  'presence',
  'blobs',
  'search',
  'export',
  'client',
  'features',
  'metrics',
  'inspect',
  'background',
];

/** Globals that only packages/core/src/runtime may touch: time, chance, timers, and what not every host has. */
export const RUNTIME_GLOBALS: ReadonlySet<string> = new Set([
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'window',
  'navigator',
  'document',
  'performance',
  'fetch',
  'crypto',
  'process',
  'Buffer',
  'localStorage',
  'indexedDB',
  'WebSocket',
  'BroadcastChannel',
]);

/** Members of globals that are otherwise allowed. */
export const RUNTIME_MEMBERS: ReadonlySet<string> = new Set(['Date.now', 'Math.random', 'AbortSignal.timeout']);

/** Words that say nothing about what a thing does (STYLE.md, Shape). */
export const EMPTY_NAMES: ReadonlySet<string> = new Set(['manager', 'service', 'helper', 'util', 'common']);

export const MAX_LINES = 300;

/** Files that may be longer, each with the reason. */
export const LONG_FILES: Readonly<Record<string, string>> = {};
