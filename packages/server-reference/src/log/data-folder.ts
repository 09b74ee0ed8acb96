import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { TidemarkError } from '@tidemark/protocol';

/** The folder a server keeps everything in. Held by one process at a time. */
export interface DataFolder {
  readonly databasePath: string;
  /** The generation of the database last opened here; 0 when none was. */
  readonly generation: number;
  rememberGeneration(generation: number): void;
  /** The content of a file that is made once. */
  secret(name: string, make: () => string): string;
  release(): void;
}

/** Makes and holds the folder. Throws `server/data` when it cannot, or when another server does. */
export function holdDataFolder(path: string): DataFolder {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw refused(path, 'cannot be made or is not a folder. Check the path and its permissions', cause);
  }
  const lock = takeLock(path);
  const generationPath = join(path, 'generation');
  return {
    databasePath: join(path, 'tidemark.sqlite'),
    generation: Number.parseInt(readIfAny(generationPath) ?? '0', 10) || 0,
    rememberGeneration: (generation) => replaceFile(generationPath, `${generation}\n`),
    secret: (name, make) => {
      const found = readIfAny(join(path, name))?.trim();
      if (found) return found;
      const made = make();
      replaceFile(join(path, name), `${made}\n`);
      return made;
    },
    release: () => lock.close(),
  };
}

/** An open transaction on a database of its own is a lock that the system lifts when the process dies. */
function takeLock(path: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(path, 'lock'));
    lock.exec('pragma journal_mode = memory; begin exclusive');
    return lock;
  } catch (cause) {
    lock?.close();
    const isBusy = (cause as { errcode?: number }).errcode === 5;
    const what = isBusy ? 'is in use by another server. Stop that one' : 'cannot be written. Check its permissions';
    throw refused(path, `${what}, or name another folder`, cause);
  }
}

function readIfAny(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function replaceFile(path: string, text: string): void {
  const next = `${path}.new`;
  try {
    const file = openSync(next, 'w', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, path);
  } catch (cause) {
    throw refused(dirname(path), 'cannot be written. Check its permissions and the space left', cause);
  }
}

function refused(path: string, what: string, cause: unknown): TidemarkError<'server/data'> {
  return new TidemarkError('server/data', `The data folder ${path} ${what}.`, { path }, { cause });
}
