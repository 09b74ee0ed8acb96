/** What a device is given: the same in each of its lives. */
export interface DevicePart {
  readonly user: string;
  readonly token: string;
  readonly url: string;
  /** Each is a lane; message n goes to the nth of them, counted round. */
  readonly conversations: readonly { readonly id: string; readonly title: string }[];
  /** Whom to invite, where this device makes the conversations. */
  readonly invites?: readonly string[] | undefined;
  readonly pace: Pace;
}

/** How a life writes. */
export interface Pace {
  /** So many at full speed first, `unresolvedMost` at a time, so that a kill finds a write under way; … */
  readonly burst: number;
  readonly unresolvedMost: number;
  /** … then `each` every so often, as long as fewer than `unsentMost` wait for the server. */
  readonly everyMs: number;
  readonly each: number;
  readonly unsentMost: number;
}

/** What a part needs where a device is a process of its own. */
export interface ProcessPart extends DevicePart {
  readonly database: string;
  readonly diary: string;
}

/** The text says whose message it is and which, whatever id it has. */
export const textOf = (user: string, n: number): string => `${user}#${n}`;

export function parseText(text: string | undefined): { readonly user: string; readonly n: number } | undefined {
  const [user, n] = text?.split('#') ?? [];
  return user === undefined || n === undefined ? undefined : { user, n: Number(n) };
}
