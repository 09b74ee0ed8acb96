/**
 * The id of the database, kept beside it in localStorage: browsers that evict IndexedDB to make room keep that. When
 * the database is new though the twin is there, it was deleted under us. Workers have no localStorage, and what the
 * user clears goes together: then there is no twin, and nothing is noticed between two sessions.
 */
export interface Twin {
  read(): string | undefined;
  write(id: string): void;
  remove(): void;
}

export function createTwin(name: string): Twin {
  const key = `tidemark.twin:${name}`;
  return {
    read: () => attempt((storage) => storage.getItem(key) ?? undefined),
    write: (id) => attempt((storage) => storage.setItem(key, id)),
    remove: () => attempt((storage) => storage.removeItem(key)),
  };
}

/** The first look into localStorage takes milliseconds, which a start has no time for. */
const COMPARED_AFTER_MS = 1000;

/**
 * Calls back when the twin tells of another database than this one, and makes it this one's. At once where the database was
 * just made, else after a while or when the returned function is called, whatever comes first.
 */
export function compareTwin(twin: Twin, id: string, isMade: boolean, differs: () => void): () => void {
  let isDue = true;
  const compare = (): void => {
    clearTimeout(timer);
    if (!isDue) return;
    isDue = false;
    const found = twin.read();
    if (found !== id) twin.write(id);
    if (found !== undefined && found !== id) differs();
  };
  const timer = isMade ? undefined : setTimeout(compare, COMPARED_AFTER_MS);
  if (isMade) compare();
  return compare;
}

/** The getter itself throws where storage is forbidden. */
function attempt<Result>(act: (storage: Storage) => Result): Result | undefined {
  try {
    const { localStorage } = globalThis as { readonly localStorage?: Storage };
    return localStorage && act(localStorage);
  } catch {
    return undefined;
  }
}
