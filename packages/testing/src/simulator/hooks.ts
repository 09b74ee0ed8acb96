import type { Change, ConversationsView, Message, MessagesView } from '@tidemark/core';
import type { ClientFrame, ServerFrame, StreamId } from '@tidemark/protocol';
import type { MemoryLogStore, Writes } from '@tidemark/server-reference/embed';
import type { SimDevice } from './device.ts';
import type { Disk } from './disk.ts';
import type { Settings } from './plan.ts';

/** What an invariant may listen to. Whatever it throws is the violation. */
export interface Hooks {
  /** A commit of the device's database took effect. */
  readonly deviceCommitted?: ((device: SimDevice, disk: Disk, changes: readonly Change[]) => void) | undefined;
  readonly serverCommitted?: ((writes: Writes) => void) | undefined;
  /** `restored`: from an older backup, with a new history. */
  readonly serverRestarted?: ((how: 'same' | 'restored') => void) | undefined;
  readonly connecting?: ((device: SimDevice) => void) | undefined;
  readonly sent?: ((device: SimDevice, frames: readonly ClientFrame[]) => void) | undefined;
  readonly read?: ((device: SimDevice, frames: readonly ServerFrame[]) => void) | undefined;
  /** The app was told that its message is safe on this device. */
  readonly saved?: ((device: SimDevice, disk: Disk, message: Message) => void) | undefined;
  /** The app took a write back. */
  readonly cancelled?: ((device: SimDevice, opId: string) => void) | undefined;
  /** A conversation on screen shows something else. */
  readonly shown?: ((device: SimDevice, conversationId: string, view: MessagesView) => void) | undefined;
  readonly listed?: ((device: SimDevice, view: ConversationsView) => void) | undefined;
  /** A client was opened on the device, over what an earlier process may have left. */
  readonly opened?: ((device: SimDevice, disk: Disk) => void) | undefined;
  /** A conversation left the screen, or the process ended. */
  readonly hidden?: ((device: SimDevice, conversationId: string) => void) | undefined;
  /** The client was closed in good order; `left` names what it did not give back. */
  readonly closed?: ((device: SimDevice, left: readonly string[]) => void) | undefined;
  /** The device's database is gone. */
  readonly wiped?: ((device: SimDevice, disk: Disk) => void) | undefined;
  /** The network has healed, and everything has come to rest. */
  readonly ended?: (() => void | Promise<void>) | undefined;
}

export type HookName = keyof Hooks;

/** Something that must hold in every run. */
export interface Invariant {
  /** Of SPEC.md. */
  readonly rule: string;
  readonly name: string;
  watch(world: WorldView): Hooks;
}

/** What an invariant may look at. */
export interface WorldView {
  readonly devices: readonly SimDevice[];
  readonly server: ServerView;
  readonly settings: Settings;
  nowMs(): number;
  /** Counts something that really happened. */
  befell(what: string): void;
  /** Ends the run: this is the violation. */
  fail(found: string): never;
}

/** What `fail` throws. */
export class ViolationError extends Error {}

export interface ServerView {
  store(): MemoryLogStore;
  /** The id of the message at this ord in this history of the stream, if that history had one. */
  messageAt(stream: StreamId, epoch: string, ord: number): string | undefined;
}
