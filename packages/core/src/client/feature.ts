import type { Engine } from './engine.ts';

/** Something a client can do that not every app wants: an app that does not import it does not carry its code. */
export interface Feature<Api> {
  /** `client.use` calls it, once a client. */
  readonly open: (parts: FeatureParts) => Api;
}

/** What a feature is made of: the parts of its client. Not for apps: they change with every release. */
export interface FeatureParts extends Engine {
  /** Runs when the client closes, offline by then and its database still open; the client waits for it. */
  readonly atClose: (end: () => void | Promise<void>) => void;
}
