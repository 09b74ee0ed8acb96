import type { JumpTarget } from '@tidemark/core';
import { useSyncExternalStore } from 'react';

/** What the address names: so going back, reloading and links work by themselves. */
export interface Place {
  readonly conversationId: string;
  /** A message to show it at; the newest ones otherwise. */
  readonly at?: JumpTarget | undefined;
}

const PATTERN = /^#\/c\/([^/]+)(?:\/(at|message)\/([^/]+))?$/;
let parsed: { readonly hash: string; readonly place: Place | undefined } | undefined;

export const usePlace = (): Place | undefined => useSyncExternalStore(subscribe, place);

export function linkTo(conversationId: string, at?: JumpTarget): string {
  const link = `#/c/${encodeURIComponent(conversationId)}`;
  if (typeof at !== 'object' || 'at' in at) return link;
  return 'ord' in at ? `${link}/at/${at.ord}` : `${link}/message/${at.message}`;
}

export function goTo(conversationId: string, at?: JumpTarget): void {
  location.hash = linkTo(conversationId, at);
}

export function goToList(): void {
  location.hash = '#/';
}

/** The same object for the same address. */
function place(): Place | undefined {
  const { hash } = location;
  if (parsed?.hash !== hash) parsed = { hash, place: parse(hash) };
  return parsed.place;
}

function parse(hash: string): Place | undefined {
  const [, id, how, where] = PATTERN.exec(hash) ?? [];
  if (id === undefined) return undefined;
  try {
    const conversationId = decodeURIComponent(id);
    if (how === 'message' && where) return { conversationId, at: { message: where } };
    const ord = Number(where);
    return how === 'at' && Number.isSafeInteger(ord) && ord > 0 ? { conversationId, at: { ord } } : { conversationId };
  } catch {
    return undefined;
  }
}

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}
