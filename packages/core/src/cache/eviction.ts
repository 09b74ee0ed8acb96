/** Messages that went from this device to make room. The server still has them: whoever looks there gets them again. */
export interface EvictedRange {
  readonly conversationId: string;
  /** The oldest and the newest ord that went. */
  readonly from: number;
  readonly to: number;
  readonly messages: number;
  /** What the device gained; absent where the storage does not tell. */
  readonly bytes?: number | undefined;
}

/** What went, and why. */
export interface Eviction {
  /** `limit`: more was held than the limit; `full`: the device refused a write; `cleared`: the app asked. */
  readonly why: 'limit' | 'full' | 'cleared';
  readonly evicted: readonly EvictedRange[];
  /** What is in use now; absent where the storage does not tell. */
  readonly usedBytes?: number | undefined;
  /** How far above the limit that is, because nothing more may go. Told once, until it changed. */
  readonly overBytes: number;
}

export interface CacheUsage {
  /** All that this device holds, the outbox included; absent where the storage does not tell. */
  readonly usedBytes?: number | undefined;
  /** Absent when there is none. */
  readonly limitBytes?: number | undefined;
}
