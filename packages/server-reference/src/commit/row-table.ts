import type { RowKey, StoredRow } from '../log/log.ts';

/** The rows a batch knows, in their latest state. */
export interface RowTable {
  get(key: RowKey): StoredRow | undefined;
  /** The live rows of which the key begins with this one, up to a slash. */
  under(prefix: RowKey): readonly StoredRow[];
  add(rows: Iterable<StoredRow>): void;
}

export function createRowTable(): RowTable {
  const rows = new Map<string, StoredRow>();
  const families = new Map<string, Map<string, StoredRow>>();

  const addToFamily = (row: StoredRow, id: string): void => {
    const slash = row.key.indexOf('/');
    if (slash < 0 || row.ord !== undefined) return;
    const familyId = rowId({ ...row, key: row.key.slice(0, slash + 1) });
    const family = families.get(familyId) ?? new Map<string, StoredRow>();
    families.set(familyId, family.set(id, row));
  };

  return {
    get: (key) => rows.get(rowId(key)),
    under: (prefix) => [...(families.get(rowId(prefix))?.values() ?? [])].filter(({ body }) => body !== null),
    add: (added) => {
      for (const row of added) {
        const id = rowId(row);
        rows.set(id, row);
        addToFamily(row, id);
      }
    },
  };
}

export const rowId = ({ stream, collection, key }: RowKey): string => `${stream}\n${collection}\n${key}`;
