import init, { type Sqlite3Static } from '@sqlite.org/sqlite-wasm';

let loading: Promise<Sqlite3Static> | undefined;
let heard: (error: unknown) => void = () => {};

/** The SQLite of this worker, loaded once. `onFileError` is told why the browser refused a read or write of a file. */
export function loadSqlite(onFileError: (error: unknown) => void): Promise<Sqlite3Static> {
  heard = onFileError;
  loading ??= load();
  return loading;
}

async function load(): Promise<Sqlite3Static> {
  // The files log what the browser throws and hand SQLite a number: the log is the only place that has the reason.
  const listen = (...words: readonly unknown[]): void => {
    for (const word of words) if (word instanceof Error) heard(word);
  };
  Object.assign(globalThis, { sqlite3ApiConfig: { error: listen, warn: listen, log() {}, debug() {} } });
  return init();
}
