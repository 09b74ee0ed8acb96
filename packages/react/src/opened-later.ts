import type { AnchoredView, JumpWindow } from '@tidemark/core';

/** What a window that takes asking to open shows: `failed` where it could not be opened. */
export type OpenedView = AnchoredView | FailedView;

export interface FailedView {
  readonly error: unknown;
}

/** Such a window, observed from before it is there. */
export interface OpenedLater {
  getSnapshot(): OpenedView | undefined;
  subscribe(changed: () => void): () => void;
  close(): void;
  loadOlder(count?: number): void;
  loadNewer(count?: number): void;
}

export function openedLater(opening: Promise<JumpWindow>): OpenedLater {
  const listeners = new Set<() => void>();
  let window: JumpWindow | undefined;
  let failed: FailedView | undefined;
  let isClosed = false;

  function tell(): void {
    for (const listener of [...listeners]) listener();
  }

  opening.then(
    (opened) => {
      window = opened;
      if (isClosed) return opened.close();
      opened.subscribe(tell);
      tell();
    },
    (error: unknown) => {
      failed = { error };
      tell();
    },
  );

  return {
    getSnapshot: () => failed ?? window?.getSnapshot(),
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    close() {
      isClosed = true;
      window?.close();
    },
    loadOlder: (count) => window?.loadOlder(count),
    loadNewer: (count) => window?.loadNewer(count),
  };
}
