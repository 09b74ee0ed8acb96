import type { ErrorCode, ErrorDetails } from './error-details.ts';

export interface ErrorOptions {
  /** The same call may succeed later, unchanged. */
  readonly retryable?: boolean | undefined;
  readonly cause?: unknown;
}

/** The one error class: a code `area/what`, typed details, and a message that says what was found and what to do. */
export class TidemarkError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'TidemarkError';
  readonly code: Code;
  readonly details: ErrorDetails[Code];
  readonly retryable: boolean;

  constructor(code: Code, message: string, details: ErrorDetails[Code], options: ErrorOptions = {}) {
    super(`${message} [${code}]`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = details;
    this.retryable = options.retryable ?? false;
  }

  /** Tells ours from others, also across copies of this package. */
  static is<Code extends ErrorCode>(error: unknown, code?: Code): error is TidemarkError<Code> {
    if (!(error instanceof Error) || error.name !== 'TidemarkError') return false;
    return code === undefined || (error as TidemarkError).code === code;
  }
}
