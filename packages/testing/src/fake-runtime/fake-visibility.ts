import type { Visibility } from '@tidemark/core';
import { createSubscribers } from './subscribers.ts';

/** Whether somebody looks, as a test says. */
export interface FakeVisibility extends Visibility {
  setVisible(isVisible: boolean): void;
}

/** Creates a visibility that is visible. */
export function createFakeVisibility(): FakeVisibility {
  const subscribers = createSubscribers<void>();
  let isVisible = true;
  return {
    isVisible: () => isVisible,
    subscribe: subscribers.add,
    setVisible(visible) {
      if (visible === isVisible) return;
      isVisible = visible;
      subscribers.tell();
    },
  };
}
