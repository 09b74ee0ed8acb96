import type {
  Change,
  ConversationsView,
  Eviction,
  Jump,
  JumpWindow,
  Message,
  MessagesView,
  SyncStatus,
} from '@tidemark/core';
import type { ClientFrame, ServerFrame, StreamId } from '@tidemark/protocol';
import type { MemoryLogStore, Writes } from '@tidemark/server-reference/embed';
import type { SimDevice } from './device.ts';
import type { Disk } from './disk.ts';
import type { Settings } from './plan.ts';
import type { StreamHistory } from './server-history.ts';

/** What an invariant may listen to. Whatever it throws is the violation. */
export interface Hooks {
  /** A commit of the device's database took effect. */
  readonly deviceCommitted?: ((device: SimDevice, disk: Disk, changes: readonly Change[]) => void) | undefined;
  readonly serverCommitted?: ((writes: Writes) => void) | undefined;
  /** `restored`: from an older backup, with a new history. */
  readonly serverRestarted?: ((how: 'same' | 'restored') => void) | undefined;
  /** The server's disk refused a commit. */
  readonly serverRefused?: (() => void) | undefined;
  readonly connecting?: ((device: SimDevice) => void) | undefined;
  readonly sent?: ((device: SimDevice, frames: readonly ClientFrame[]) => void) | undefined;
  readonly read?: ((device: SimDevice, frames: readonly ServerFrame[]) => void) | undefined;
  /** The app was told that its message is safe on this device. */
  readonly saved?: ((device: SimDevice, disk: Disk, message: Message) => void) | undefined;
  /** The app writes a note; then it was told that this is safe. `n`: what it wrote. */
  readonly noting?: ((device: SimDevice, disk: Disk, key: string, n: number) => void) | undefined;
  readonly noted?: ((device: SimDevice, disk: Disk, key: string, n: number) => void) | undefined;
  /** The app asks to take a write back, or to try again what failed. */
  readonly cancelling?: ((device: SimDevice, opId: string) => void) | undefined;
  readonly retrying?: ((device: SimDevice) => void) | undefined;
  /** The app took a write back. */
  readonly cancelled?: ((device: SimDevice, opId: string) => void) | undefined;
  /** The app asks to take a message, or a conversation, out of its user's sight. */
  readonly hiding?: ((device: SimDevice, id: string) => void) | undefined;
  /** The app asks to leave a conversation: it is out of sight at once. */
  readonly leaving?: ((device: SimDevice, conversationId: string) => void) | undefined;
  /** A conversation on screen shows something else. */
  readonly shown?: ((device: SimDevice, conversationId: string, view: MessagesView) => void) | undefined;
  /** Somebody went elsewhere in a conversation; they are back, or the process ended. `before`: messages before the place. */
  readonly jumped?:
    | ((device: SimDevice, conversationId: string, window: JumpWindow, before: number) => void)
    | undefined;
  /** The person went to a time in a conversation. */
  readonly dated?: ((device: SimDevice, conversationId: string, at: number, jumped: Jump) => void) | undefined;
  readonly returned?: ((device: SimDevice, window: JumpWindow) => void) | undefined;
  readonly listed?: ((device: SimDevice, view: ConversationsView) => void) | undefined;
  readonly status?: ((device: SimDevice, status: SyncStatus) => void) | undefined;
  /** Something made the present moment a better one to connect than before. */
  readonly woken?: ((device: SimDevice) => void) | undefined;
  /** The process was told what its storage holds. */
  readonly measured?: ((device: SimDevice, disk: Disk, bytes: number) => void) | undefined;
  /** The app was told what went to make room. */
  readonly evicted?: ((device: SimDevice, disk: Disk, eviction: Eviction) => void) | undefined;
  /** A commit of the process was refused. */
  readonly refused?: ((device: SimDevice) => void) | undefined;
  /** An event is over in which the device did something, and nothing is under way on it: what it shows must be what it holds. */
  readonly settled?: ((device: SimDevice, disk: Disk) => void) | undefined;
  /** The app's own code threw what no client throws. */
  readonly threw?: ((device: SimDevice, error: unknown) => void) | undefined;
  /** A storage that was opened holds something else than what was committed. */
  readonly torn?: ((device: SimDevice, disk: Disk, difference: string) => void) | undefined;
  /** A client was opened on the device, over what an earlier process may have left. */
  readonly opened?: ((device: SimDevice, disk: Disk) => void) | undefined;
  /** A conversation left the screen, or the process ended. */
  readonly hidden?: ((device: SimDevice, conversationId: string) => void) | undefined;
  /** The client was closed in good order; `left` names what it did not give back. */
  readonly closed?: ((device: SimDevice, left: readonly string[]) => void) | undefined;
  /** The device's database is gone. */
  readonly wiped?: ((device: SimDevice, disk: Disk) => void) | undefined;
  /** Everything has come to rest: says what is still to come before the end, if anything. */
  readonly awaits?: (() => string | undefined) | undefined;
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
  /** This history of the stream, also one that is over. */
  history(stream: StreamId, epoch: string): StreamHistory | undefined;
}
