import { type ErrorCode, TidemarkError } from '@tidemark/protocol';

/** A `TidemarkError` as data. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: object;
  readonly retryable: boolean;
  readonly cause?: string | undefined;
}

/** Causes cross as text: what an engine throws need not be plain. */
export function toPlainError(error: unknown): PlainError {
  if (!TidemarkError.is(error)) {
    const cause = String(error);
    const message = `The storage in the worker failed in a way it should not: ${cause}`;
    return { code: 'storage/unavailable', message, details: { name: 'worker' }, retryable: false, cause };
  }
  const { code, details, retryable, cause } = error;
  const message = error.message.replace(` [${code}]`, '');
  return { code, message, details, retryable, ...(cause !== undefined && { cause: String(cause) }) };
}

export function fromPlainError({ code, message, details, retryable, cause }: PlainError): TidemarkError {
  const options = { retryable, ...(cause !== undefined && { cause: new Error(cause) }) };
  return new TidemarkError(code, message, details as never, options);
}
