import { TidemarkError } from '@tidemark/protocol';
import type { Engine } from './engine.ts';
import type { Feature } from './feature.ts';

/** The features of one client. */
export interface OpenFeatures {
  /** Opens it, or gives what it opened before. Throws `client/closed` for a new one once the client is closed. */
  use<Api>(feature: Feature<Api>): Api;
  /** Ends them, the last one first; what fails is told, and keeps nothing from closing. */
  close(): Promise<void>;
}

export function openFeatures(engine: Engine, onError: (error: unknown) => void): OpenFeatures {
  const opened = new Map<Feature<unknown>, unknown>();
  const ends: (() => void | Promise<void>)[] = [];
  let isClosed = false;
  const parts = { ...engine, atClose: (end: () => void | Promise<void>) => void ends.push(end) };

  return {
    use<Api>(feature: Feature<Api>): Api {
      if (!opened.has(feature)) {
        if (isClosed) throw new TidemarkError('client/closed', 'The client was closed', {});
        opened.set(feature, feature.open(parts));
      }
      return opened.get(feature) as Api;
    },
    async close() {
      isClosed = true;
      for (const end of ends.reverse()) {
        try {
          await end();
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}
