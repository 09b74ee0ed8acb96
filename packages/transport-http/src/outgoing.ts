import { type Post, postTwice } from './post.ts';

/** What a client sends: one request at a time, each with all that has gathered. */
export interface Outgoing {
  readonly bufferedBytes: number;
  add(message: string): void;
  /** Sends what is left and the end. Resolves when the server has it, or cannot be reached. */
  finish(): Promise<void>;
  /** Forgets what is left. */
  drop(): void;
}

/** Characters, three bytes each at most: the server takes so much in one request whatever its limit for messages. */
const GATHERED = 16_384;

/** `refused` is told once of a request the server did not take. */
export function createOutgoing(post: Post, session: string, refused: (status: number | undefined) => void): Outgoing {
  let waiting: string[] = [];
  let sent = 0;
  let isClosing = false;
  let sending: Promise<void> | undefined;

  /** As many as fit, at least one. */
  function gather(): string[] {
    let end = 0;
    for (let length = 0; end < waiting.length; end++) {
      length += waiting[end]?.length ?? 0;
      if (end > 0 && length > GATHERED) break;
    }
    return waiting.splice(0, end);
  }

  async function sendAll(): Promise<void> {
    // What else is sent in this turn goes along.
    await undefined;
    while (waiting.length > 0) {
      const messages = gather();
      const ask = { session, send: sent + 1 };
      sent += messages.length;
      const status = await postTwice(post, ask, messages).then(
        (response) => response.status,
        () => undefined,
      );
      if (status !== 204) {
        waiting = [];
        return refused(status);
      }
    }
    if (isClosing) await post({ session, send: sent + 1, close: true }).catch(() => {});
  }

  return {
    get bufferedBytes() {
      return waiting.reduce((sum, message) => sum + message.length, 0);
    },
    add(message) {
      waiting.push(message);
      sending ??= sendAll().finally(() => {
        sending = undefined;
      });
    },
    async finish() {
      isClosing = true;
      await (sending ?? sendAll());
    },
    drop() {
      waiting = [];
    },
  };
}
