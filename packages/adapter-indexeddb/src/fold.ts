import { type Bounds, keyRange } from './bounds.ts';
import { asked, findRecords } from './found-records.ts';
import { toPageKey } from './page-code.ts';
import { loadPage, tailItem } from './read-tree.ts';
import { type Item, textOf } from './row-code.ts';
import { type Damaged, hasSamePlace, type Tree } from './tree.ts';
import { writeTree } from './write-tree.ts';

/** Tail items that one transaction folds: others wait for it. */
const BATCH = 1000;

/**
 * Moves what waits in the tail within the bounds into pages, if it is at least `most` items. Gives whether there is
 * more to do. What is read before and after is the same.
 */
export async function foldTail(tree: Tree, bounds: Bounds, least: number, onDamaged: Damaged): Promise<boolean> {
  const range = keyRange(bounds);
  if ((await asked(tree.tail.count(range))) < least) return false;
  const records = await findRecords(tree.tail, range, false, BATCH);
  const items = records
    .flatMap((record) => tailItem(tree, record, onDamaged))
    .map((item): Item => ({ ...item, json: textOf(item) }));
  for (const { key } of records) tree.tail.delete(key);
  // Into the pages they lie in, whatever their number; the others as runs.
  const { onTail: _, ...rest } = tree;
  const shape = { ...tree.shape, insideItems: 1, runItems: 1, fewKeys: 0 };
  const before = await smallPageBefore({ ...rest, shape }, items[0], onDamaged);
  await writeTree(
    { ...rest, shape },
    { isCleared: false, ranges: [], deletes: [], puts: [...before, ...items] },
    onDamaged,
  );
  return records.length === BATCH;
}

/** Takes out the page before a new run when it is not full, so that runs grow into full pages. */
async function smallPageBefore(tree: Tree, first: Item | undefined, onDamaged: Damaged): Promise<Item[]> {
  if (first === undefined) return [];
  const [found] = await findRecords(tree.pages, IDBKeyRange.upperBound(first.key), true, 1);
  const page = found && toPageKey(found.key);
  const { sharedParts, pageItems } = tree.shape;
  if (page === undefined || page.count >= pageItems || !hasSamePlace(page.last, first.key, sharedParts)) return [];
  const items = await loadPage(tree, page, onDamaged);
  if (items.length > 0) tree.pages.delete(page.raw as IDBValidKey);
  return items.map((item) => ({ ...item, json: textOf(item) }));
}
