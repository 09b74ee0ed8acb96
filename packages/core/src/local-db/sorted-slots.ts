import { compareKey, hasPrefix } from './key-order.ts';
import type { Key, Stored } from './storage-adapter.ts';

/** A row at a place: its primary key, or one of its entries in an index. Sorted by place, then by primary key. */
export interface Slot {
  readonly at: Key;
  readonly row: Stored;
}

export interface Bounds {
  readonly prefix?: Key | undefined;
  readonly from?: Key | undefined;
  readonly to?: Key | undefined;
}

/** Puts the slot in its place, over one with the same place and primary key. */
export function insertSlot(slots: Slot[], slot: Slot): void {
  const last = slots.at(-1);
  if (last === undefined || compareSlot(last, slot.at, slot.row.key) < 0) {
    slots.push(slot);
    return;
  }
  const index = slotIndex(slots, slot.at, slot.row.key);
  slots.splice(index, isAt(slots[index], slot.at, slot.row.key) ? 1 : 0, slot);
}

/** Removes the slot with this place and primary key, if there is one. */
export function removeSlot(slots: Slot[], at: Key, key: Key): void {
  const index = slotIndex(slots, at, key);
  if (isAt(slots[index], at, key)) slots.splice(index, 1);
}

export function findSlot(slots: readonly Slot[], at: Key, key: Key): Slot | undefined {
  const slot = slots[slotIndex(slots, at, key)];
  return isAt(slot, at, key) ? slot : undefined;
}

function isAt(slot: Slot | undefined, at: Key, key: Key): slot is Slot {
  return slot !== undefined && compareSlot(slot, at, key) === 0;
}

/** The half-open interval of indexes whose slots lie within the bounds. */
export function slotRange(slots: readonly Slot[], { prefix = [], from = [], to = [] }: Bounds): [number, number] {
  const reaches = (low: Key) => (slot: Slot) => compareKey(slot.at, low) >= 0;
  const passes = (high: Key) => (slot: Slot) => compareKey(slot.at, high) > 0 && !hasPrefix(slot.at, high);
  const start = Math.max(firstIndex(slots, reaches(prefix)), firstIndex(slots, reaches(from)));
  const end = Math.min(firstIndex(slots, passes(prefix)), firstIndex(slots, passes(to)));
  return [start, Math.max(start, end)];
}

function slotIndex(slots: readonly Slot[], at: Key, key: Key): number {
  return firstIndex(slots, (slot) => compareSlot(slot, at, key) >= 0);
}

function compareSlot(slot: Slot, at: Key, key: Key): number {
  return compareKey(slot.at, at) || compareKey(slot.row.key, key);
}

/** The first index where `holds` is true, given that it stays true from there on. */
function firstIndex(slots: readonly Slot[], holds: (slot: Slot) => boolean): number {
  let low = 0;
  let high = slots.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(slots[middle] as Slot)) high = middle;
    else low = middle + 1;
  }
  return low;
}
