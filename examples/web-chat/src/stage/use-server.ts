import { useSyncExternalStore } from 'react';
import type { ServerLatest, ServerLink } from './server-link.ts';

export function useServer({ subscribe, news }: ServerLink): ServerLatest | undefined {
  return useSyncExternalStore(subscribe, news);
}
