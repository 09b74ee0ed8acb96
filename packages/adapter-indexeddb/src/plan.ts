import { type Change, compareKey, type Key } from '@tidemark/core';
import { type Bounds, boundsOf, isWithin } from './bounds.ts';
import type { Layout } from './layout.ts';
import { type Item, toItem } from './row-code.ts';

/** What a run of changes comes to: first clear, then the ranges, then the deletes, then the puts, both in key order. */
export interface Plan {
  readonly isCleared: boolean;
  readonly ranges: readonly Bounds[];
  readonly deletes: readonly Key[];
  readonly puts: readonly Item[];
}

/** A change with its row in text, as it was when the commit was asked for. */
export type Encoded =
  | { readonly put: Item }
  | { readonly delete: Key }
  | { readonly deleteRange: Bounds | undefined }
  | { readonly clear: true };

export function encodeChange(change: Change): Encoded {
  if ('put' in change) return { put: change.isNew ? { ...toItem(change.put), isNew: true } : toItem(change.put) };
  if ('delete' in change) return { delete: [...change.delete] };
  if ('deleteRange' in change) return { deleteRange: boundsOf(change.deleteRange) };
  return { clear: true };
}

export function planOf(changes: readonly Encoded[]): Plan {
  return inOrder(changes) ?? mixed(changes);
}

/** Bulk writes are puts in key order: nothing to work out. */
function inOrder(changes: readonly Encoded[]): Plan | undefined {
  const puts: Item[] = [];
  for (const change of changes) {
    if (!('put' in change)) return undefined;
    const last = puts.at(-1);
    if (last !== undefined && compareKey(last.key, change.put.key) >= 0) return undefined;
    puts.push(change.put);
  }
  return { isCleared: false, ranges: [], deletes: [], puts };
}

function mixed(changes: readonly Encoded[]): Plan {
  const pending = new Map<string, { readonly key: Key; readonly put?: Item }>();
  let isCleared = false;
  let ranges: Bounds[] = [];
  for (const change of changes) {
    if ('put' in change) {
      pending.set(JSON.stringify(change.put.key), { key: change.put.key, put: change.put });
    } else if ('delete' in change) {
      pending.set(JSON.stringify(change.delete), { key: change.delete });
    } else if ('clear' in change) {
      pending.clear();
      ranges = [];
      isCleared = true;
    } else if (change.deleteRange !== undefined) {
      const range = change.deleteRange;
      for (const [id, { key }] of pending) if (isWithin(key, range)) pending.delete(id);
      ranges.push(range);
    }
  }
  const sorted = [...pending.values()].sort((a, b) => compareKey(a.key, b.key));
  return {
    isCleared,
    ranges,
    deletes: sorted.flatMap(({ key, put }) => (put === undefined ? [key] : [])),
    puts: sorted.flatMap(({ put }) => put ?? []),
  };
}

/** The rows, where they are few and new for sure: they go to the tail wherever they lie, and nothing else is looked at. */
export function fewNew(changes: readonly Encoded[], { runRows }: Layout): readonly Item[] | undefined {
  if (changes.length >= runRows) return undefined;
  const puts = changes.flatMap((change) => ('put' in change && change.put.isNew ? change.put : []));
  return puts.length === changes.length ? puts : undefined;
}
