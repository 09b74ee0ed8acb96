import type { Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** How near the end counts as at the end. */
const END_PX = 60;

/**
 * Who is at the end stays there: when something is added, and when there is less room because the keyboard comes up, the
 * composer grows or a strip appears. A window of the newest messages loses one above for each that comes below, so it is
 * the `newest` item that tells, not how many there are.
 */
export function useStayAtEnd(
  scroller: RefObject<HTMLElement | null>,
  virtualizer: Virtualizer<HTMLDivElement, HTMLLIElement>,
  { newest, isBegunThere }: { readonly newest: string | undefined; readonly isBegunThere: boolean },
): void {
  const isAtEnd = useRef(isBegunThere);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = (): void => {
      isAtEnd.current = virtualizer.isAtEnd(END_PX);
    };
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) virtualizer.scrollToEnd();
    });
    element.addEventListener('scroll', look, { passive: true });
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [scroller, virtualizer]);

  useLayoutEffect(() => {
    if (newest !== undefined && isAtEnd.current) virtualizer.scrollToEnd();
  }, [newest, virtualizer]);
}
