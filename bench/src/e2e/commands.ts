import type { DevicePlan } from './device.ts';

/** What the processes that hold devices are asked, and their answers. */
export interface Part {
  /** The module that exports `openDevice`. */
  readonly module: string;
  readonly devices: readonly DevicePlan[];
}

export type Command =
  /** Every device sends texts `first` and on to its first conversation. → `Sent` */
  | { readonly do: 'send'; readonly first: number; readonly count: number; readonly everyMs?: number | undefined }
  /** → the time at which every device has stored so many and shows this one. */
  | { readonly do: 'await'; readonly stored: number; readonly shown?: number | undefined }
  /** → times at which the last device showed the texts `first` and on. */
  | { readonly do: 'shown'; readonly first: number; readonly count: number }
  | { readonly do: 'flush' }
  | { readonly do: 'leave' }
  /** → the time at which they began to come back. */
  | { readonly do: 'come-back' }
  /** → `Usage` */
  | { readonly do: 'usage' }
  | { readonly do: 'close' };

/** When each was sent, or when the first was where they were not paced. */
export type Sent = readonly number[];
