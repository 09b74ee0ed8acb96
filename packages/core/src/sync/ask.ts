import { type ClientFrame, type Found, type Located, TidemarkError } from '@tidemark/protocol';
import type { Ephemeral, Heard } from './ephemeral.ts';

type Question = Extract<ClientFrame, { type: 'locate' | 'find' }>;
type Unnumbered<Frame> = Frame extends unknown ? Omit<Frame, 'id'> : never;
interface Answers {
  locate: Located;
  find: Found;
}

interface Waiting {
  readonly frame: Question;
  readonly resolve: (answer: Located | Found) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Asks the server what only it can know. Rejects with `transport/closed` where there is no session, or it ends first, and
 * with `client/refused` where the server refuses. What had no answer is asked again at each heartbeat.
 */
export type Ask = <Type extends Question['type']>(
  question: Unnumbered<Extract<Question, { type: Type }>> & { readonly type: Type },
) => Promise<Answers[Type]>;

export function createAsk(ephemeral: Ephemeral, nextId: () => number): { readonly ask: Ask; close(): void } {
  const waiting = new Map<number, Waiting>();

  function closed(): TidemarkError<'transport/closed'> {
    return new TidemarkError('transport/closed', 'There is no session to ask in', {}, { retryable: true });
  }

  function heard(frame: Heard): void {
    if (frame.type === 'pong') for (const { frame: question } of waiting.values()) ephemeral.send(question);
    if (frame.type !== 'located' && frame.type !== 'found' && frame.type !== 'error') return;
    const asked = waiting.get(frame.re ?? -1);
    if (!asked) return;
    waiting.delete(asked.frame.id);
    if (frame.type !== 'error') asked.resolve(frame);
    else {
      const { code, message, retryAfterMs } = frame;
      const isForNow = frame.class === 'retry';
      asked.reject(new TidemarkError('client/refused', message, { code, retryAfterMs }, { retryable: isForNow }));
    }
  }

  function ended(): void {
    const left = [...waiting.values()];
    waiting.clear();
    for (const { reject } of left) reject(closed());
  }

  const unsubscribe = ephemeral.subscribe({ heard, ended });
  const ask = (question: Unnumbered<Question>): Promise<Located | Found> =>
    new Promise((resolve, reject) => {
      const frame = { ...question, id: nextId() } as Question;
      waiting.set(frame.id, { frame, resolve, reject });
      if (ephemeral.send(frame)) return;
      waiting.delete(frame.id);
      reject(closed());
    });
  return {
    ask: ask as Ask,
    close() {
      unsubscribe();
      ended();
    },
  };
}
