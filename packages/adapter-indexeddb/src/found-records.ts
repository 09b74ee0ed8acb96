export interface FoundRecord {
  readonly key: IDBValidKey;
  readonly value: unknown;
}

/** Newer engines give keys and values of a range at once, newest first too; WebKit and Firefox do not yet. */
interface GetAllRecords {
  getAllRecords?(options: {
    query?: IDBKeyRange | undefined;
    count?: number | undefined;
    direction?: IDBCursorDirection | undefined;
  }): IDBRequest<readonly { readonly primaryKey: IDBValidKey; readonly value: unknown }[]>;
}

/**
 * The first `count` records of a range in either direction, with their primary keys. Without a cursor wherever the
 * engine allows: newest first it needs `getAllRecords`, or no limit.
 */
export async function findRecords(
  source: IDBObjectStore | IDBIndex,
  range: IDBKeyRange | undefined,
  isReverse: boolean,
  count?: number,
): Promise<FoundRecord[]> {
  const { getAllRecords } = source as GetAllRecords;
  if (getAllRecords !== undefined) {
    const options = { query: range, count, direction: isReverse ? 'prev' : 'next' } as const;
    const found = await asked(getAllRecords.call(source, options));
    return found.map(({ primaryKey, value }) => ({ key: primaryKey, value }));
  }
  if (isReverse && count !== undefined) return stepBack(source, range, count);
  const [keys, values] = await Promise.all([
    asked(source.getAllKeys(range, count)),
    asked(source.getAll(range, count)),
  ]);
  const found = keys.map((key, i) => ({ key, value: values[i] as unknown }));
  return isReverse ? found.reverse() : found;
}

/** The answer of a request, as a promise that keeps the transaction alive. */
export function asked<Answer>(request: IDBRequest<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function stepBack(
  source: IDBObjectStore | IDBIndex,
  range: IDBKeyRange | undefined,
  count: number,
): Promise<FoundRecord[]> {
  const found: FoundRecord[] = [];
  const request = source.openCursor(range, 'prev');
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor !== null) found.push({ key: cursor.primaryKey, value: cursor.value as unknown });
      if (cursor === null || found.length >= count) resolve(found);
      else cursor.continue();
    };
  });
}
