import type { StorageAdapter, StoreDef, Stored } from '@tidemark/core';
import type { DiskView } from './disk.ts';

/** What an opened storage holds other than what was committed, in words; nothing where it is the same. */
export async function readBack(
  storage: StorageAdapter,
  stores: readonly StoreDef[],
  view: DiskView,
): Promise<string | undefined> {
  const kept = stores.filter(({ name }) => name in EXPECTED);
  const answers = await storage.read(kept.map(({ name }) => ({ store: name })));
  for (const [i, { name, indexes }] of kept.entries()) {
    const rows = answers[i] as readonly Stored[];
    const wrong = differenceOf(rows, EXPECTED[name]?.(view) ?? new Map());
    if (wrong !== undefined) return `${name}: ${wrong}`;
    for (const [index, arity] of Object.entries(indexes)) {
      const entries = rows.flatMap(({ keys }) => keys[index] ?? []).filter(({ length }) => length === arity).length;
      const [count] = await storage.read([{ store: name, index, count: true }]);
      if (count !== entries) return `${name}: the index ${index} has ${count} entries, its rows say ${entries}`;
    }
  }
  return undefined;
}

function differenceOf(rows: readonly Stored[], expected: ReadonlyMap<string, unknown>): string | undefined {
  for (const { key, body } of rows) {
    const text = key.join(' ');
    if (!expected.has(text)) return `${text} was never committed, or is deleted`;
    if (JSON.stringify(expected.get(text)) !== JSON.stringify(body)) return `${text} is not as it was committed`;
  }
  if (rows.length === expected.size) return undefined;
  const found = new Set(rows.map(({ key }) => key.join(' ')));
  return `${[...expected.keys()].find((key) => !found.has(key))} is missing`;
}

/** Bodies by key. */
const EXPECTED: Readonly<Record<string, (view: DiskView) => ReadonlyMap<string, unknown>>> = {
  streams: ({ states }) => new Map([...states].map(([stream, body]) => [`${stream} state`, body])),
  marks: ({ restOfMarks }) => restOfMarks,
  messages: ({ messages }) => bodies(messages),
  rows: ({ rows }) => bodies(rows),
};

function bodies(streams: ReadonlyMap<string, ReadonlyMap<unknown, Stored>>): ReadonlyMap<string, unknown> {
  const all = [...streams.values()].flatMap((rows) => [...rows.values()]);
  return new Map(all.map(({ key, body }) => [key.join(' '), body]));
}
