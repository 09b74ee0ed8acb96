import type { Client } from '@tidemark/core';

/** Who sits at this terminal, and what they asked for on the command line. */
export interface Person {
  readonly client: Client;
  readonly me: string;
  /** With whom to talk at once. */
  readonly peer: string | undefined;
  readonly url: string;
  readonly data: string;
}

/** Given where to tell of errors in the background, from now on. */
export type TellErrors = (tell: (error: unknown) => void) => void;

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
