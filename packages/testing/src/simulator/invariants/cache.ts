import type { JumpWindow } from '@tidemark/core';
import { conversationStream, type StreamId } from '@tidemark/protocol';
import type { SimDevice } from '../device.ts';
import type { Disk, StoredState } from '../disk.ts';
import type { Invariant } from '../hooks.ts';
import { bytesOf, MESSAGE_BYTES } from '../process-storage.ts';
import { hiddenBy } from './lines-of.ts';

/** Rows applied between two measurements of the cache (CAC-5). */
const CHECK_EVERY = 1_000;
/** What a round of the cache may take, in virtual time, on a device that is awake. */
const ROUND_MS = 1_000;

interface Watched {
  /** Rows applied and not followed by a measurement. */
  applied: number;
  overdueSinceMs: number | undefined;
  /** Something kept the cache from shrinking since the last measurement: a refused commit, a request under way. */
  isHindered: boolean;
  /** When a request had its answer last. */
  answeredMs: number;
  measuredMs: number;
  /** By conversation: the most messages that might not go at any moment since the round began. */
  readonly kept: Map<StreamId, number>;
  /** Messages put since the round began. */
  puts: number;
  /** The limit was exceeded, and what may go went. */
  isOver: boolean;
  /** When what was measured exceeded the limit, as far as nothing came of it yet. */
  dueSinceMs: number | undefined;
  /** Where somebody looks beside the screens. */
  readonly jumps: Map<JumpWindow, { readonly stream: StreamId; readonly before: number }>;
}

export const CACHE: Invariant = {
  rule: 'SIM-11',
  name: 'the cache is measured every 1,000 rows, and then shrinks to its limit, or to what may not go',
  watch({ settings, nowMs, fail }) {
    const watched = new Map<SimDevice, Watched>();
    const openPulls = new Map<SimDevice, Set<number>>();

    /** From where on somebody looks who went elsewhere; 0 as long as it is not shown. */
    function placesIn(device: SimDevice, stream: StreamId): readonly number[] {
      const jumps = [...(watched.get(device)?.jumps ?? [])].filter(([, jump]) => jump.stream === stream);
      return jumps.map(([window, { before }]) => (window.getSnapshot()?.anchor ?? 0) - before);
    }

    /** What stays at least, of one conversation: the newest page, the unread, what is on screen. */
    function protectedOf(device: SimDevice, disk: Disk, { stream, ranges, own, gone, resetTo }: StoredState): number {
      const held = disk.view.messages.get(stream)?.size ?? 0;
      const screen = [...device.screens()].find(([id]) => conversationStream(id) === stream)?.[1];
      if (gone || resetTo !== undefined || stream === conversationStream(settings.pinned ?? '')) return held;
      const rows = screen?.window.getSnapshot()?.rows;
      if (screen && (rows === undefined || rows.length < screen.wanted)) return held;
      const lowest = Math.min(
        own.read + 1,
        rows?.find(({ ord }) => ord !== undefined)?.ord ?? Number.POSITIVE_INFINITY,
        ...placesIn(device, stream),
      );
      let kept = 0;
      for (const { from, to } of ranges) kept += Math.max(0, to - Math.max(from, lowest) + 1);
      // Behind pending ones a window holds what it shows again when they go: as many as it wants, hidden ones apart.
      const wanted = screen ? screen.wanted + hiddenIn(device, disk, stream) : 0;
      return Math.max(kept, Math.min(held, Math.max(settings.pageSize, wanted)));
    }

    function hiddenIn(device: SimDevice, disk: Disk, stream: StreamId): number {
      if (!settings.features?.includes('hide-message')) return 0;
      return [...hiddenBy(disk.view, device.user())].filter((id) => disk.ordOf(stream, id) !== undefined).length;
    }

    function noteKept(device: SimDevice, disk: Disk, { kept }: Watched): void {
      for (const state of disk.view.states.values()) {
        kept.set(state.stream, Math.max(kept.get(state.stream) ?? 0, protectedOf(device, disk, state)));
      }
    }

    function check(device: SimDevice, disk: Disk, { puts, kept: most }: Watched): void {
      const bytes = bytesOf(disk);
      const limit = settings.cacheBytes + puts * MESSAGE_BYTES;
      if (bytes <= limit) return;
      const kept = [...most.values()].reduce((sum, count) => sum + count, 0);
      if (bytes > (kept + puts) * MESSAGE_BYTES) {
        fail(`${device.name} holds ${bytes} bytes with a limit of ${limit}, of which ${kept} messages may not go`);
      }
    }

    const isLimited = settings.cacheBytes < 100_000_000;
    if (!isLimited) return {};
    return {
      opened(device) {
        watched.set(device, {
          applied: CHECK_EVERY,
          overdueSinceMs: undefined,
          isHindered: false,
          answeredMs: Number.NEGATIVE_INFINITY,
          measuredMs: 0,
          kept: new Map(),
          puts: 0,
          isOver: false,
          dueSinceMs: undefined,
          jumps: new Map(),
        });
        openPulls.set(device, new Set());
      },
      connecting(device) {
        openPulls.get(device)?.clear();
      },
      sent(device, frames) {
        const mine = watched.get(device);
        for (const frame of frames) {
          if (frame.type !== 'pull') continue;
          openPulls.get(device)?.add(frame.id);
          if (mine) mine.isHindered = true;
        }
      },
      read(device, frames) {
        for (const frame of frames) {
          if (!frame || !('re' in frame) || typeof frame.re !== 'number') continue;
          const mine = watched.get(device);
          if (openPulls.get(device)?.delete(frame.re) && mine) mine.answeredMs = nowMs();
        }
      },
      refused(device) {
        const mine = watched.get(device);
        if (mine) mine.isHindered = true;
      },
      jumped(device, conversationId, window, before) {
        watched.get(device)?.jumps.set(window, { stream: conversationStream(conversationId), before });
      },
      returned(device, window) {
        watched.get(device)?.jumps.delete(window);
      },
      woken(device) {
        const mine = watched.get(device);
        if (mine) mine.dueSinceMs = undefined;
      },
      measured(device, disk, bytes) {
        const mine = watched.get(device);
        if (!mine) return;
        // Whoever clears measures too, and keeps no limit with it.
        const isDue = mine.applied > CHECK_EVERY && bytes > settings.cacheBytes;
        mine.dueSinceMs = isDue ? nowMs() : undefined;
        mine.applied = 0;
        mine.overdueSinceMs = undefined;
        const isNewRound = nowMs() > mine.measuredMs + ROUND_MS;
        if (isNewRound) {
          mine.kept.clear();
          mine.puts = 0;
        }
        mine.measuredMs = nowMs();
        noteKept(device, disk, mine);
        // Nothing goes of a conversation that is being fetched (CAC-4).
        const isFetching = nowMs() <= mine.answeredMs + ROUND_MS || (openPulls.get(device)?.size ?? 0) > 0;
        // What was passed over for it is not gone back to within the round.
        mine.isHindered = isFetching || (!isNewRound && mine.isHindered);
      },
      evicted(device, _disk, { why }) {
        const mine = watched.get(device);
        if (why !== 'limit' || !mine || mine.isHindered) return;
        mine.isOver = true;
      },
      deviceCommitted(device, disk, changes) {
        const mine = watched.get(device);
        if (!mine) return;
        if (nowMs() <= mine.measuredMs + ROUND_MS) noteKept(device, disk, mine);
        for (const change of changes) {
          if (!('put' in change) || (change.store !== 'messages' && change.store !== 'rows')) continue;
          mine.applied++;
          if (change.store === 'messages') mine.puts++;
        }
      },
      settled(device, disk) {
        const mine = watched.get(device);
        if (!mine) return;
        if (mine.isOver) {
          noteKept(device, disk, mine);
          check(device, disk, mine);
          mine.isOver = false;
          mine.dueSinceMs = undefined;
        }
        // Nothing was told, because nothing went: then nothing may go.
        if (mine.dueSinceMs !== undefined && nowMs() > mine.dueSinceMs + ROUND_MS) {
          if (!mine.isHindered) check(device, disk, mine);
          mine.dueSinceMs = undefined;
        }
        if (mine.applied <= CHECK_EVERY) return;
        mine.overdueSinceMs ??= nowMs();
        if (nowMs() > mine.overdueSinceMs + ROUND_MS) {
          fail(`${device.name} applied ${mine.applied} rows since it last looked at what it holds`);
        }
      },
    };
  },
};

/** What has to stay stays, whatever makes room. */
export const NEVER_EVICTED: Invariant = {
  rule: 'SIM-12',
  name: 'of pinned conversations nothing goes, of others neither the unread nor the newest page',
  watch({ settings, fail }) {
    return {
      deviceCommitted(device, { view }, changes) {
        for (const change of changes) {
          if (!('deleteRange' in change) || change.store !== 'messages') continue;
          const { prefix, to } = change.deleteRange;
          // Without an end it is the history that goes (STR-16).
          if (to === undefined) continue;
          const stream = prefix[0] as StreamId;
          const last = to[1] as number;
          const state = view.states.get(stream);
          if (stream === conversationStream(settings.pinned ?? ''))
            fail(`${device.name} evicts from ${stream}, which is pinned`);
          // Its author's devices are what a new history gets it back from (PRO-13).
          if (state?.resetTo !== undefined)
            fail(`${device.name} evicts from ${stream}, which is to begin a new history`);
          if (last > (state?.own.read ?? 0))
            fail(`${device.name} evicts ${stream} up to @${last}, read up to @${state?.own.read}`);
          const left = view.messages.get(stream)?.size ?? 0;
          if (left < settings.pageSize)
            fail(`${device.name} evicts ${stream} up to @${last} and keeps ${left} messages`);
        }
      },
    };
  },
};
