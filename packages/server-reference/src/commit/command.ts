import type { OwnMark, StreamId } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';
import type { PushedOp } from '../domain/decision.ts';

/** What waits for the next batch. */
export type Command =
  | { readonly kind: 'push'; readonly session: Session; readonly ops: readonly PushedOp[] }
  /** Does what is due by now. */
  | { readonly kind: 'sweep'; readonly done: (error?: unknown) => void }
  | { readonly kind: 'mark'; readonly session: Session; readonly marks: readonly OwnMark[] }
  | {
      /** Gives a stream a new epoch, unless its rev reached `seenRev` or its epoch is another by now. */
      readonly kind: 'renew';
      readonly stream: StreamId;
      readonly epoch: string;
      readonly seenRev: number;
      readonly done: (error?: unknown) => void;
    };
