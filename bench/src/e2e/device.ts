/** What a device is told to be. */
export interface DevicePlan {
  readonly user: string;
  /** Its own, empty. */
  readonly folder: string;
  /** What the server's process said when it was up. */
  readonly server: unknown;
  /** The conversations it takes part in; it shows the first of them. */
  readonly conversations: readonly Membership[];
}

export interface Membership {
  readonly id: string;
  /** Everybody else in it, for whom this device has to found it first. */
  readonly founds?: readonly string[] | undefined;
}

/** Told of what arrives. What a contender does not store or show counts as such where it would be. */
export interface Watcher {
  /** So many messages of others are stored here, in all. */
  stored(count: number): void;
  /** Its first conversation shows this text as the newest, and everything before it. */
  shown(newest: string): void;
}

/** One end of the way that is measured. */
export interface Device {
  send(conversation: string, text: string): void;
  /** Resolves when the server has everything that was sent. */
  flush(): Promise<void>;
  leave(): Promise<void>;
  /** Begins to come back; what was missed arrives later. */
  comeBack(): void;
  close(): Promise<void>;
}

/** What a contender's module exports as `openDevice`. Resolves when the device is connected and misses nothing. */
export type OpenDevice = (plan: DevicePlan, watcher: Watcher) => Promise<Device>;
