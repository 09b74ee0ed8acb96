import { useSyncExternalStore } from 'react';

const PREFIX = '#/c/';

/** The conversation that the address names: so going back, reloading and links work by themselves. */
export function useOpenConversation(): string | undefined {
  return useSyncExternalStore(subscribe, openConversation);
}

export const linkTo = (conversationId: string): string => PREFIX + encodeURIComponent(conversationId);

export function goTo(conversationId: string): void {
  location.hash = linkTo(conversationId);
}

export function goToList(): void {
  location.hash = '#/';
}

function openConversation(): string | undefined {
  if (!location.hash.startsWith(PREFIX)) return undefined;
  try {
    return decodeURIComponent(location.hash.slice(PREFIX.length)) || undefined;
  } catch {
    return undefined;
  }
}

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}
