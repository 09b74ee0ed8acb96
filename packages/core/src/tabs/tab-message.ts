import type { ClientFrame, Json, StreamId } from '@tidemark/protocol';
import type { Change, Stored } from '../local-db/storage-adapter.ts';
import type { Heard } from '../sync/ephemeral.ts';
import type { Gap } from '../sync/ranges.ts';
import type { SyncStatus } from '../sync/sync-state.ts';

/** A row of the outbox as a tab knows it, and as it should be; absent: gone. */
export interface Rewrite {
  readonly before: Stored;
  readonly after?: Stored | undefined;
}

/** What a tab cannot do itself, and waits for. */
export type Question =
  | { readonly what: 'rewrite'; readonly rewrites: readonly Rewrite[] }
  | { readonly what: 'mark-read'; readonly conversationId: string; readonly ord?: number | undefined }
  | { readonly what: 'clear-cache'; readonly stream?: StreamId | undefined };

/** What a tab wants of the leader for as long as it is there; said again to each new leader. */
export type Wish =
  | { readonly want: 'hold'; readonly stream: StreamId }
  /** `who` numbers the window; without a gap it wants nothing more. */
  | { readonly want: 'fill'; readonly stream: StreamId; readonly who: number; readonly gap?: Gap | undefined }
  | { readonly want: 'look'; readonly stream: StreamId; readonly isOpen: boolean };

/** What is said among the tabs of a profile. */
export type TabMessage =
  /** A tab began, or lost its leader: the leader says what it has to say. `hasUntold`: it wrote what nobody was told. */
  | { readonly type: 'here'; readonly hasUntold?: true | undefined }
  | { readonly type: 'gone' }
  | { readonly type: 'committed'; readonly changes: readonly Change[] }
  | { readonly type: 'leads'; readonly term: number; readonly isVisible: boolean }
  | { readonly type: 'stands'; readonly status: SyncStatus; readonly nowMs: number; readonly left: Left }
  | { readonly type: 'session'; readonly isOpen: boolean }
  | { readonly type: 'heard'; readonly frame: Heard }
  | { readonly type: 'say'; readonly frame: ClientFrame }
  | { readonly type: 'opened'; readonly stream: StreamId }
  | { readonly type: 'paused'; readonly reason: string; readonly isOver: boolean }
  | { readonly type: 'wake' }
  | { readonly type: 'wish'; readonly wish: Wish }
  | { readonly type: 'ask'; readonly id: number; readonly question: Question }
  | {
      readonly type: 'answer';
      readonly to: string;
      readonly id: number;
      readonly value?: Json | undefined;
      readonly error?: Told | undefined;
    }
  /** A visible tab asks a hidden leader; the leader, once it is quiet, leaves it to `to`. */
  | { readonly type: 'yield' }
  | { readonly type: 'yields'; readonly to: string };

/** Requests under way, as `CatchUp.left` tells them. */
export interface Left {
  readonly essential: number;
  readonly all: number;
  readonly streams: readonly (readonly [stream: StreamId, count: number])[];
}

/** An error as it crosses to another tab. */
export interface Told {
  readonly code?: string | undefined;
  readonly message: string;
  readonly details?: Json | undefined;
  readonly retryable?: boolean | undefined;
}
