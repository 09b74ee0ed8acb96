import type { Capabilities, Change, Durability, Guard, OpenSpec, Read } from '../storage-adapter.ts';
import type { PlainError } from './plain-error.ts';

/** What crosses to the thread of the adapter. */
export type StorageCall =
  | { readonly call: 'open'; readonly spec: Omit<OpenSpec, 'onStale'> }
  | { readonly call: 'read'; readonly requests: readonly Read[] }
  | {
      readonly call: 'commit';
      readonly changes: readonly Change[];
      readonly guards: readonly Guard[] | undefined;
      readonly durability: Durability | undefined;
    }
  | { readonly call: 'usage' }
  | { readonly call: 'close' }
  | { readonly call: 'destroy' };

/** What `open` answers. */
export interface FarSide {
  readonly capabilities: Capabilities;
  readonly tellsUsage: boolean;
}

/** What crosses back: an answer, or the news that the handle is stale. */
export type StorageAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: PlainError }
  | { readonly stale: true };

// The port may carry messages of the app beside ours, so ours stand under names of their own.
const CALL = 'tidemark:storage-call';
const ANSWER = 'tidemark:storage-answer';

export interface NumberedCall {
  readonly id: number;
  readonly body: StorageCall;
}

export const wrapCall = (call: NumberedCall): object => ({ [CALL]: call });
export const wrapAnswer = (answer: StorageAnswer): object => ({ [ANSWER]: answer });
export const callIn = (event: unknown): NumberedCall | undefined => memberOf(event, CALL);
export const answerIn = (event: unknown): StorageAnswer | undefined => memberOf(event, ANSWER);

function memberOf<Found>(event: unknown, name: string): Found | undefined {
  const { data } = event as { readonly data?: unknown };
  return typeof data === 'object' && data !== null ? (data as Readonly<Record<string, Found>>)[name] : undefined;
}
