import { conversationStream, TidemarkError } from '@tidemark/protocol';
import type { Feature } from '../client/feature.ts';
import type { MessageRecord } from '../local-db/records.ts';
import { checkId, checkKey, checkOrd } from '../model/check-body.ts';
import { mustOption as must } from '../model/must.ts';
import { type AnchoredWindow, observeAround } from '../observe/anchored-window.ts';
import { findDate } from '../observe/find-date.ts';
import { createAsk } from '../sync/ask.ts';

/**
 * Where to: a place (of a search hit, a pin or a mention), a message by its id, the first message at a time or later
 * (milliseconds since 1970), the first one not read, or the end.
 */
export type JumpTarget =
  | { readonly ord: number }
  | { readonly message: string }
  | { readonly at: number }
  | 'first-unread'
  | 'newest';

export interface Jump {
  readonly ord: number;
  /** False where only the server knows better and could not be asked: of a date, offline. */
  readonly isSure: boolean;
}

export interface JumpWindow extends AnchoredWindow {
  /** Where it was opened. */
  readonly jumped: Jump;
  /** Shows another place in the same window. Rejects as `open` does, and then shows what it did. */
  jump(target: JumpTarget): Promise<Jump>;
}

export interface Jumps {
  /**
   * A window around a place, however far from what is held: `before` messages (default 25) and from it on `after` (25).
   * What is not held is told as gaps and fetched, and stays; nothing else goes for it. Where it reaches the end it goes
   * on as `messages.observe` does. Rejects with `write/not-found` for a message that is nowhere, and with
   * `transport/closed` where only the server can tell and there is no session.
   */
  open(
    conversationId: string,
    target: JumpTarget,
    options?: { before?: number | undefined; after?: number | undefined },
  ): Promise<JumpWindow>;
}

/** Going to a place in a conversation: a date, a message, a search hit, the first one not read. */
export const jumps: Feature<Jumps> = {
  open({ db, book, outbox, sources, ephemeral, nextId, atClose }) {
    const { ask, close } = createAsk(ephemeral, nextId);
    atClose(close);

    async function placeOf(conversationId: string, target: JumpTarget): Promise<Jump> {
      const stream = conversationStream(conversationId);
      await book.load([stream]);
      const state = book.state(stream);
      const end = Math.max(state.cursor?.ord ?? 0, state.head?.ord ?? 0) + 1;
      if (target === 'newest') return { ord: end, isSure: true };
      if (target === 'first-unread') return { ord: Math.min(state.own.read + 1, end), isSure: true };
      if ('ord' in target) {
        checkOrd('ord', target.ord);
        return { ord: Math.max(1, target.ord), isSure: true };
      }
      if ('message' in target) {
        const { message } = target;
        checkId('message', message);
        const found = await db.range({ store: 'messages', index: 'id', prefix: [message] });
        const row = found.find(({ key, body }) => key[0] === stream && (body as MessageRecord).id === message);
        if (row) return { ord: row.key[1] as number, isSure: true };
        if (outbox.get(message)?.op.stream === stream) return { ord: end, isSure: true };
        const { ord } = await ask({ type: 'locate', stream, what: { message } }).catch((error: unknown) => {
          throw isMissing(error) ? notFound(message) : error;
        });
        return { ord, isSure: true };
      }
      const { at } = target;
      must(Number.isSafeInteger(at) && at >= 0, 'at', 'milliseconds since 1970', at);
      const held = await findDate(db, () => book.state(stream), at);
      if (held.isSure) return held;
      try {
        return { ord: (await ask({ type: 'locate', stream, what: { at } })).ord, isSure: true };
      } catch (error) {
        if (TidemarkError.is(error) && error.retryable) return held;
        throw error;
      }
    }

    return {
      async open(conversationId, target, { before = 25, after = 25 } = {}) {
        checkKey('conversationId', conversationId);
        checkCount('before', before);
        checkCount('after', after);
        const jumped = await placeOf(conversationId, target);
        const { window, anchor } = observeAround(sources, conversationId, jumped.ord, { before, after });
        return {
          ...window,
          jumped,
          async jump(next) {
            const place = await placeOf(conversationId, next);
            anchor(place.ord);
            return place;
          },
        };
      },
    };
  },
};

function checkCount(option: string, count: number): void {
  must(Number.isInteger(count) && count >= 1 && count <= 1_000, option, 'a whole number from 1 to 1,000', count);
}

const isMissing = (error: unknown): boolean =>
  TidemarkError.is(error, 'client/refused') && ['op/missing', 'stream/unknown'].includes(error.details.code);

const notFound = (id: string): TidemarkError<'write/not-found'> =>
  new TidemarkError('write/not-found', `There is no message ${id} in this conversation`, { id });
