import type { Client, ConversationsView, MessageWindow, Observed } from '@tidemark/core';
import type { FakeClock } from '../fake-runtime/fake-clock.ts';
import type { NetworkLink } from '../memory-network/memory-network.ts';
import type { Disk } from './disk.ts';
import type { FeatureViews } from './feature-views.ts';
import type { NetworkTrouble } from './network-trouble.ts';
import type { StorageTrouble } from './process-storage.ts';

/** A conversation on screen. */
export interface Screen {
  readonly window: MessageWindow;
  /** How many messages are asked for. */
  wanted: number;
}

/** One machine with an app on it: it dies, freezes, restarts and changes its user; its disks outlive all that. */
export interface SimDevice {
  readonly name: string;
  readonly link: NetworkLink;
  readonly clock: FakeClock;
  readonly storage: StorageTrouble;
  readonly trouble: NetworkTrouble;
  readonly network: { setOnline(isOnline: boolean): void };
  user(): string;
  /** The database of the present user. */
  disk(): Disk;
  disks(): Iterable<Disk>;
  /** Every database, with the user whose it is. */
  disksByUser(): Iterable<readonly [string, Disk]>;
  /** The client, while one is open and the device awake: nobody uses an app that is frozen. */
  client(): Client | undefined;
  isRunning(): boolean;
  /** A client is open and awake, and its storage has answered every call. */
  isQuiet(): boolean;
  start(): void;
  /** The process dies, and comes back after `forMs`. */
  crash(forMs: number, how: 'process' | 'power'): void;
  freeze(): void;
  thaw(): void;
  /** Closes the client in good order. */
  close(): Promise<void>;
  /** The next start is this user's. */
  setUser(user: string): void;
  /** What the server's clock says. */
  serverNowMs(): number;
  /** Whose tokens the server should take, from now on only this long. */
  setTokenMs(tokenMs: number): void;
  /** Puts a conversation on screen, or takes it off. */
  show(conversationId: string, limit: number): void;
  hide(conversationId: string): void;
  screens(): ReadonlyMap<string, Screen>;
  list(): Observed<ConversationsView> | undefined;
  /** What the app shows of the features that the run uses. */
  views(): FeatureViews | undefined;
}
