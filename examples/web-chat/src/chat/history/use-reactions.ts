import { type Message, type ReactionsView, reactions } from '@tidemark/core';
import { useObserved } from '@tidemark/react';
import { useLayoutEffect, useState } from 'react';

const NONE: ReactionsView = {};

/** The reactions to the messages that are drawn, by message id: one observation for all of them, which moves along. */
export function useReactions(conversationId: string, drawn: readonly Message[]): ReactionsView {
  const [following] = useState(createFollowing);
  const ids = drawn.map(({ id, deleted }) => (deleted ? '' : id)).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: which messages they are is said by their ids
  useLayoutEffect(() => following.follow(drawn), [following, ids]);
  const view = useObserved(following, [conversationId], (client) =>
    client.use(reactions).observe(conversationId, following.messages),
  );
  return view ?? NONE;
}

/** The messages to follow, as the SDK looks at them. */
function createFollowing() {
  const listeners = new Set<() => void>();
  let view: { readonly rows: readonly Message[] } = { rows: [] };
  return {
    messages: {
      getSnapshot: () => view,
      subscribe(changed: () => void) {
        listeners.add(changed);
        return () => listeners.delete(changed);
      },
    },
    follow(rows: readonly Message[]) {
      view = { rows };
      for (const listener of listeners) listener();
    },
  };
}
