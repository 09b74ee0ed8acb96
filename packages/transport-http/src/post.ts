/** The first line of a request; the rules HTT of the server's SPEC.md say what each asks for. */
export type Ask =
  | { readonly open: 'stream' | 'poll' }
  | { readonly session: string; readonly poll: number }
  | { readonly session: string; readonly send: number; readonly close?: true | undefined };

/** Sends one request: what it asks for, and messages. */
export type Post = (ask: Ask, messages?: readonly string[]) => Promise<Response>;

/** What this transport needs of `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Requests that a page of any origin may send without asking first. No cache answers a POST. */
export function createPost(fetch: Fetch, url: string, signal: AbortSignal): Post {
  return (ask, messages = []) =>
    fetch(url, {
      method: 'POST',
      body: [JSON.stringify(ask), ...messages].join('\n'),
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      credentials: 'omit',
      signal,
    });
}

/**
 * A request that may be sent again, since the server knows it by its number: once more at once, for a kept connection
 * that turned out dead. Whoever reconnects has the patience.
 */
export async function postTwice(post: Post, ask: Ask, messages?: readonly string[]): Promise<Response> {
  const first = await post(ask, messages).catch(() => undefined);
  return first && first.status < 500 ? first : post(ask, messages);
}
