import type { JsonObject } from '@tidemark/protocol';

export interface User {
  readonly id: string;
  /** The display name, where one is known. */
  readonly name?: string | undefined;
  readonly meta?: JsonObject | undefined;
}
