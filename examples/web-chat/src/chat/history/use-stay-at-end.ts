import type { Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect } from 'react';

/** How near the end counts as at the end. */
export const END_PX = 60;

/** Who is at the end stays there when there is less room: the keyboard comes up, the composer grows, a strip appears. */
export function useStayAtEnd(
  scroller: RefObject<HTMLElement | null>,
  virtualizer: Virtualizer<HTMLDivElement, HTMLLIElement>,
): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let isAtEnd = true;
    const look = (): void => {
      isAtEnd = virtualizer.isAtEnd(END_PX);
    };
    const observer = new ResizeObserver(() => {
      if (isAtEnd) virtualizer.scrollToEnd();
    });
    element.addEventListener('scroll', look, { passive: true });
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [scroller, virtualizer]);
}
