import type { ServerNews } from './server-news.ts';

/** What the page knows of the server, and what it may ask of the start program. */
export interface ServerLink {
  /** The latest news; undefined until the first. The same object while there are no others. */
  news(): ServerLatest | undefined;
  subscribe(changed: () => void): () => void;
  /** kill -9. The start program brings it back. */
  kill(): Promise<void>;
  /** Begins again after it was given up. */
  restart(): Promise<void>;
}

export interface ServerLatest extends ServerNews {
  /** By the page's own clock: when a killed server is due back. */
  readonly backAtMs?: number | undefined;
  /** The start program itself does not answer: it has ended, most likely. */
  readonly isLost: boolean;
}

type News = Pick<EventSource, 'addEventListener'>;

export function createServerLink(events: News): ServerLink {
  const listeners = new Set<() => void>();
  let latest: ServerLatest | undefined;

  function become(next: ServerLatest): void {
    latest = next;
    for (const listener of listeners) listener();
  }

  events.addEventListener('message', (event) => {
    const news = JSON.parse((event as MessageEvent<string>).data) as ServerNews;
    const { backInMs } = news;
    become({ ...news, isLost: false, ...(backInMs !== undefined && { backAtMs: performance.now() + backInMs }) });
  });
  events.addEventListener('error', () => {
    if (latest) become({ ...latest, isLost: true });
  });

  async function ask(what: 'kill' | 'restart'): Promise<void> {
    const { ok, status } = await fetch(`/control/${what}`, { method: 'POST' });
    if (!ok) throw new Error(`The start program refused to ${what} the server (${status})`);
  }

  return {
    news: () => latest,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    kill: () => ask('kill'),
    restart: () => ask('restart'),
  };
}
