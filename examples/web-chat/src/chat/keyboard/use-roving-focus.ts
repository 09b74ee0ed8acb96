import type { KeyboardEvent, RefObject } from 'react';

/** One tab stop for a list: the arrows, Home and End move among the elements marked `data-roving` in it. */
export function useRovingFocus(list: RefObject<HTMLElement | null>): (event: KeyboardEvent) => void {
  return (event) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[data-roving]') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next = target(event.key, at, all.length);
    if (next === undefined) return;
    event.preventDefault();
    all[next]?.focus();
  };
}

function target(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, count - 1);
    case 'ArrowUp':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
