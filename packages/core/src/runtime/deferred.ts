import { TidemarkError } from '@tidemark/protocol';

export interface Deferred<Code> {
  (): Promise<Code>;
  /** It is here by other means: nothing is fetched any more. */
  readonly give: (code: Code) => void;
}

/**
 * Code that is fetched when it is first needed, so that an app's first screen need not wait for it. Fetched once,
 * whoever asks; rejects with `client/code-missing`, and the next call tries again.
 */
export function deferred<Code>(load: () => Promise<Code>): Deferred<Code> {
  let loading: Promise<Code> | undefined;
  const fetched = async (): Promise<Code> => {
    try {
      return await load();
    } catch (cause) {
      loading = undefined;
      throw codeMissing(cause);
    }
  };
  const ask = (): Promise<Code> => {
    loading ??= fetched();
    return loading;
  };
  ask.give = (code: Code): void => {
    loading = Promise.resolve(code);
  };
  return ask;
}

function codeMissing(cause: unknown): TidemarkError {
  const found = String((cause as Error)?.message ?? cause);
  return new TidemarkError(
    'client/code-missing',
    `A part of the SDK could not be fetched: ${found}. Was the app deployed anew? Then reload`,
    { found },
    { retryable: true, cause },
  );
}
