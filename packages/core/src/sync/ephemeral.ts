import type {
  ClientFrame,
  ErrorDown,
  Found,
  Located,
  Pong,
  Presence,
  ServerFrame,
  SignalDown,
} from '@tidemark/protocol';

/** What is not applied to the database. */
export type Heard = SignalDown | Presence | Pong | Located | Found | ErrorDown;

const HEARD: ReadonlySet<string> = new Set(['signal', 'presence', 'located', 'found', 'error']);

/** A pong is heard only as the end of a heartbeat. */
export function isHeard(frame: ServerFrame): frame is Exclude<Heard, Pong> {
  return HEARD.has(frame.type);
}

/** What matters now and is stored nowhere, for the features that want it. */
export interface Ephemeral {
  subscribe(listener: EphemeralListener): () => void;
  /** Whether there is a session to say it in; nothing waits for the next one. */
  send(frame: ClientFrame): boolean;
}

export interface EphemeralListener {
  /** A session began: what was said in the last one counts no more. */
  readonly began?: (() => void) | undefined;
  readonly ended?: (() => void) | undefined;
  /** After what came before it is applied; a pong is a moment to say again what had no answer. */
  readonly heard?: ((frame: Heard) => void) | undefined;
}

/** The loop's side of it. */
export interface EphemeralSource extends Ephemeral {
  attach(send: (frames: readonly ClientFrame[]) => void): void;
  detach(): void;
  hear(frame: Heard): void;
}

export function createEphemeral(): EphemeralSource {
  const listeners = new Set<EphemeralListener>();
  let sendNow: ((frames: readonly ClientFrame[]) => void) | undefined;
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send(frame) {
      sendNow?.([frame]);
      return sendNow !== undefined;
    },
    attach(send) {
      sendNow = send;
      for (const listener of listeners) listener.began?.();
    },
    detach() {
      if (!sendNow) return;
      sendNow = undefined;
      for (const listener of listeners) listener.ended?.();
    },
    hear(frame) {
      for (const listener of listeners) listener.heard?.(frame);
    },
  };
}
