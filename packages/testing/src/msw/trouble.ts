import type { WireCode } from '@tidemark/protocol';

/** What is wrong at present; the controls set it, the door and the server look at it. */
export interface Trouble {
  isOffline: boolean;
  /** How long a message takes, each way. */
  delayMs: number;
  /** Answers to a push that are yet to be lost, each with its connection. */
  lostResults: number;
  /** Pushes that are yet to be refused as too many. */
  limited: { pushes: number; readonly retryAfterMs: number };
  /** Why no token is good. */
  refusal: Extract<WireCode, `auth/${string}`> | undefined;
}

export function noTrouble(): Trouble {
  return {
    isOffline: false,
    delayMs: 0,
    lostResults: 0,
    limited: { pushes: 0, retryAfterMs: 0 },
    refusal: undefined,
  };
}
