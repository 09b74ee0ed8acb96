import type { Virtualizer } from '@tanstack/react-virtual';
import {
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { HistoryItem } from './history-items.ts';

export interface ActiveMessage {
  readonly key: string | undefined;
  /** For the list: the pointer, a finger, the focus and the arrow keys say which message one is at. */
  readonly handlers: {
    readonly onPointerOver: (event: PointerEvent) => void;
    readonly onPointerLeave: () => void;
    readonly onPointerUp: (event: PointerEvent) => void;
    readonly onFocus: (event: FocusEvent) => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
  };
}

/** The message one is at. With the keyboard one goes through all of them, also those that are not drawn yet. */
export function useActiveMessage(
  scroller: RefObject<HTMLElement | null>,
  items: readonly HistoryItem[],
  virtualizer: Virtualizer<HTMLDivElement, HTMLLIElement>,
): ActiveMessage {
  const [key, setKey] = useState<string>();
  const toFocus = useRef<string>(undefined);
  const latest = useRef({ items, key });
  latest.current = { items, key };

  useEffect(() => {
    if (toFocus.current === undefined) return;
    const element = elementOf(scroller.current, toFocus.current);
    if (!element) return;
    toFocus.current = undefined;
    element.focus({ preventScroll: true });
  });

  const handlers = useMemo(() => {
    function go(index: number | undefined): void {
      const item = index === undefined ? undefined : latest.current.items[index];
      if (index === undefined || item?.kind !== 'message') return;
      toFocus.current = item.key;
      virtualizer.scrollToIndex(index, { align: 'auto' });
      setKey(item.key);
    }
    return {
      onPointerOver: (event: PointerEvent) => {
        if (event.pointerType === 'mouse') setKey(keyAt(event.target));
      },
      onPointerLeave: () => setKey(undefined),
      onPointerUp: (event: PointerEvent) => {
        if (event.pointerType !== 'mouse') setKey(keyAt(event.target));
      },
      onFocus: (event: FocusEvent) => setKey(keyAt(event.target)),
      onKeyDown: (event: KeyboardEvent) => {
        if ((event.target as HTMLElement).dataset['message'] === undefined) return;
        const { items: all, key: now } = latest.current;
        const at = all.findIndex((item) => item.key === now);
        const next = target(event.key, all, at);
        if (next === undefined) return;
        event.preventDefault();
        go(next);
      },
    };
  }, [virtualizer]);

  return { key, handlers };
}

/** Where a key leads among the messages; days and gaps between them are passed over. */
function target(key: string, items: readonly HistoryItem[], at: number): number | undefined {
  const isMessage = (index: number): boolean => items[index]?.kind === 'message';
  const seek = (from: number, step: 1 | -1): number | undefined => {
    for (let index = from; index >= 0 && index < items.length; index += step) if (isMessage(index)) return index;
    return undefined;
  };
  switch (key) {
    case 'ArrowUp':
      return seek(at - 1, -1);
    case 'ArrowDown':
      return seek(at + 1, 1);
    case 'Home':
      return seek(0, 1);
    case 'End':
      return seek(items.length - 1, -1);
    default:
      return undefined;
  }
}

const keyAt = (element: EventTarget): string | undefined =>
  (element as Element).closest<HTMLElement>('[data-message]')?.dataset['message'];

const elementOf = (scroller: HTMLElement | null, key: string): HTMLElement | null =>
  scroller?.querySelector<HTMLElement>(`[data-message="${CSS.escape(key)}"]`) ?? null;
