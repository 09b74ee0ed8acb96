import type { Exchange } from './run-child.ts';

/** Answers what the process that runs this one asks. What is thrown rejects its question. */
export function answerQuestions<Question>(answer: (question: Question) => unknown): void {
  process.on('message', ({ id, content }: Exchange<Question>) => {
    const tell = (told: Omit<Exchange<unknown>, 'id'>): void => void process.send?.({ id, ...told });
    Promise.resolve()
      .then(() => answer(content))
      .then(
        (found) => tell({ content: found }),
        (error: unknown) => tell({ content: undefined, error: error instanceof Error ? error.stack : String(error) }),
      );
  });
}
