import { type ErrorCode, type Json, TidemarkError } from '@tidemark/protocol';
import type { Line } from './line.ts';
import type { Question, Told } from './tab-message.ts';

/** What this tab asked whoever leads, until it is answered: by another tab, or by this one once it leads. */
export interface Questions {
  ask(question: Question): Promise<Json | undefined>;
  /** Another tab leads by now, or this one: what has no answer is asked again. */
  again(): void;
  answered(id: number, value: Json | undefined, error: Told | undefined): void;
  /** Rejects what has no answer, and what is asked from then on. */
  close(reason: unknown): void;
}

export interface QuestionsOptions {
  readonly line: Pick<Line, 'post'>;
  readonly isLeading: () => boolean;
  /** What the leader does. */
  readonly answer: (question: Question) => Promise<Json | undefined>;
}

interface Open {
  readonly question: Question;
  readonly resolve: (value: Json | undefined) => void;
  readonly reject: (reason: unknown) => void;
}

export function createQuestions({ line, isLeading, answer }: QuestionsOptions): Questions {
  const open = new Map<number, Open>();
  let last = 0;
  let closed: { readonly reason: unknown } | undefined;

  function put(id: number, { question, resolve, reject }: Open): void {
    if (!isLeading()) {
      line.post({ type: 'ask', id, question });
      return;
    }
    open.delete(id);
    answer(question).then(resolve, reject);
  }

  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (closed) throw closed.reason;
        const id = ++last;
        const asked = { question, resolve, reject };
        open.set(id, asked);
        put(id, asked);
      }),
    again() {
      for (const [id, asked] of [...open]) put(id, asked);
    },
    answered(id, value, error) {
      const asked = open.get(id);
      if (!asked) return;
      open.delete(id);
      if (error) asked.reject(errorOf(error));
      else asked.resolve(value);
    },
    close(reason) {
      closed = { reason };
      for (const { reject } of open.values()) reject(reason);
      open.clear();
    },
  };
}

/** As it crosses to another tab. */
export function toldOf(error: unknown): Told {
  if (!TidemarkError.is(error)) return { message: String(error) };
  const { code, message, details, retryable } = error;
  return { code, message, details: details as Json, retryable };
}

function errorOf({ code, message, details, retryable }: Told): Error {
  if (code === undefined) return new Error(message);
  return new TidemarkError(code as ErrorCode, message.replace(/ \[[^\]]*\]$/, ''), details as never, { retryable });
}
