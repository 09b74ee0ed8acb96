/** What the floor with SQLite says over its socket, as JSON. */
export type Up =
  | { readonly join: Readonly<Record<string, number>> }
  | { readonly send: readonly { readonly conversation: string; readonly id: string; readonly text: string }[] };

export interface Kept {
  readonly conversation: string;
  readonly ord: number;
  readonly id: string;
  readonly author: string;
  readonly at: number;
  readonly text: string;
}

export type Down =
  | { readonly acks: readonly { readonly id: string; readonly ord: number; readonly at: number }[] }
  | { readonly rows: readonly Kept[] };
