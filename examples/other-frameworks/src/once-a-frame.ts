import type { Observed } from '@tidemark/core';

/** Calls `changed` with the next frame after a change, once however much changed. */
export function onceAFrame(observed: Observed<unknown>, changed: () => void): () => void {
  let frame: number | undefined;
  const end = observed.subscribe(() => {
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      changed();
    });
  });
  return () => {
    end();
    if (frame !== undefined) cancelAnimationFrame(frame);
  };
}
