import type { Hit } from '@tidemark/core/search';
import { useClient } from '@tidemark/react';
import { useEffect, useState } from 'react';

export interface Found {
  readonly text: string;
  readonly hits: readonly Hit[];
  /** Whether the server was asked for what this device does not hold. */
  readonly server: 'answered' | 'offline' | 'refused';
}

const PAUSE_MS = 90;

/** What is found for a text, here and on the server; the last answer until the next is there. */
export function useSearch(text: string): Found | undefined {
  const client = useClient();
  const [found, setFound] = useState<Found>();
  useEffect(() => {
    if (text.trim() === '') return;
    let isOver = false;
    const timer = setTimeout(async () => {
      const { search } = await import('@tidemark/core/search');
      const { hits, server } = await client.use(search).everywhere({ text, limit: 50 });
      if (!isOver) setFound({ text, hits, server });
    }, PAUSE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [client, text]);
  return text.trim() === '' ? undefined : found;
}

/** The index is made while nobody waits for it, and its code comes after all else. */
export function useIndexInBackground(): void {
  const client = useClient();
  useEffect(() => {
    const idle = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 2_000));
    const handle = idle(async () => {
      const { search } = await import('@tidemark/core/search');
      client.use(search);
    });
    return () => (globalThis.cancelIdleCallback ?? clearTimeout)(handle as number);
  }, [client]);
}
