import type { Feature } from '../client/feature.ts';
import { askForSync, type SyncRegistration } from './ask-for-sync.ts';
import { settle } from './settle.ts';

export interface Background {
  settle(withinMs: number): Promise<void>;
  askForSync(registration: SyncRegistration, tag: string): () => void;
}

/** How a client works while nobody looks. */
export const background: Feature<Background> = {
  open: (parts) => ({
    settle: (withinMs) => settle(parts, withinMs),
    askForSync: (registration, tag) => askForSync(parts, registration, tag),
  }),
};
