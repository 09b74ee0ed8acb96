import type { ClientFrame, Op, ServerFrame, StreamId } from '@tidemark/protocol';
import type { SimDevice } from '../device.ts';
import type { Invariant } from '../hooks.ts';

/** Attempts to connect within `WINDOW_MS`, at most, while nothing makes the moment a better one. */
const MOST_ATTEMPTS = 20;
const WINDOW_MS = 10_000;
const MARKS_EVERY_MS = 1_000;
const MOST_PULLS = 8;

/** How often an op was pushed, whether that is still unanswered, and what allows to push it again. */
interface Pushed {
  pushed: number;
  isOut: boolean;
  allowed: number;
  notBeforeMs: number;
}

interface Session {
  /** By op. */
  readonly pushes: Map<string, Pushed>;
  /** By stream: how often another history than the server's was heard of. */
  readonly words: Map<StreamId, number>;
  /** By id: the stream, and the heartbeats when it was sent. */
  readonly pulls: Map<number, { readonly stream: string; readonly beats: number }>;
  pings: number;
  /** Pings answered. */
  beats: number;
  lastMarksMs: number;
}

const newSession = (): Session => ({
  pushes: new Map(),
  words: new Map(),
  pulls: new Map(),
  pings: 0,
  beats: 0,
  lastMarksMs: Number.NEGATIVE_INFINITY,
});

/** A client with trouble is no trouble to the server. */
export const RETRIES: Invariant = {
  rule: 'SIM-13',
  name: 'retries are bounded and spaced: connections, pushes, pulls and marks',
  watch({ nowMs, fail, server }) {
    const attempts = new Map<SimDevice, number[]>();
    const sessions = new Map<SimDevice, Session>();

    function sessionOf(device: SimDevice): Session {
      const session = sessions.get(device) ?? newSession();
      sessions.set(device, session);
      return session;
    }

    function push(device: SimDevice, session: Session, { opId, stream }: Op): void {
      const op = session.pushes.get(opId) ?? { pushed: 0, isOut: false, allowed: 1, notBeforeMs: 0 };
      session.pushes.set(opId, op);
      op.pushed++;
      op.isOut = true;
      // The heartbeat finds what had no answer for a whole one.
      const words = session.words.get(stream) ?? 0;
      if (op.pushed > op.allowed + words + Math.max(0, session.beats - 1)) {
        fail(
          `${device.name} pushes ${opId} for the ${op.pushed}th time in a session, after ${session.beats} heartbeats`,
        );
      }
      if (nowMs() < op.notBeforeMs)
        fail(`${device.name} pushes ${opId} at ${nowMs()} ms, asked not to before ${op.notBeforeMs} ms`);
    }

    function say(device: SimDevice, session: Session, frame: ClientFrame): void {
      switch (frame.type) {
        case 'push':
          for (const op of frame.ops) push(device, session, op);
          break;
        case 'pull':
          for (const [id, { stream, beats }] of session.pulls) {
            if (stream !== frame.stream) continue;
            // One that had no answer from one heartbeat to the next is given up.
            if (session.beats <= beats) fail(`${device.name} pulls ${frame.stream} twice at once`);
            session.pulls.delete(id);
          }
          session.pulls.set(frame.id, { stream: frame.stream, beats: session.beats });
          if (session.pulls.size > MOST_PULLS) fail(`${device.name} has ${session.pulls.size} pulls under way`);
          break;
        case 'ping':
          session.pings++;
          break;
        case 'mark':
          if (nowMs() < session.lastMarksMs + MARKS_EVERY_MS)
            fail(`${device.name} tells marks again after ${nowMs() - session.lastMarksMs} ms`);
          session.lastMarksMs = nowMs();
          break;
        default:
          break;
      }
    }

    /**
     * Who hears of another history pushes again (LOP-22). What an earlier session said of one that is over, and the
     * network says once more, cannot be told from that. It counts for what is first pushed afterwards, too: between
     * hearing a word and taking it in the device pushes on.
     */
    function hear({ words }: Session, stream: StreamId, epoch: string): void {
      if (server.store().streams.get(stream)?.record.epoch !== epoch) words.set(stream, (words.get(stream) ?? 0) + 1);
    }

    function better(device: SimDevice): void {
      attempts.delete(device);
    }

    return {
      opened: better,
      woken(device) {
        better(device);
      },
      retrying(device) {
        for (const op of sessionOf(device).pushes.values()) {
          op.allowed++;
          op.notBeforeMs = 0;
        }
      },
      status(device, { kind }) {
        // A session got through: what was counted against the server is forgotten.
        if (kind === 'live') better(device);
      },
      connecting(device) {
        sessions.set(device, newSession());
        const recent = (attempts.get(device) ?? []).filter((atMs) => atMs > nowMs() - WINDOW_MS);
        recent.push(nowMs());
        attempts.set(device, recent);
        if (recent.length > MOST_ATTEMPTS)
          fail(`${device.name} connects ${recent.length} times within ${WINDOW_MS} ms`);
      },
      sent(device, frames) {
        const session = sessionOf(device);
        for (const frame of frames) say(device, session, frame);
      },
      read(device, frames) {
        const session = sessionOf(device);
        for (const frame of frames) {
          if (frame?.type === 'pong' && session.beats < session.pings) session.beats++;
          if (frame && 're' in frame && typeof frame.re === 'number') session.pulls.delete(frame.re);
          for (const [stream, epoch] of historiesIn(frame)) hear(session, stream, epoch);
          if (frame?.type !== 'results' || !Array.isArray(frame.results)) continue;
          for (const result of frame.results) {
            const op = session.pushes.get(result.opId);
            if (!op || !('error' in result) || !result.error) continue;
            op.allowed++;
            // A refusal of what is not out is an old one that came again (OUT-1): it names no new time.
            if (op.isOut) op.notBeforeMs = nowMs() + (result.error.retryAfterMs ?? 0);
            op.isOut = false;
          }
        }
      },
    };
  },
};

/** Which history of which stream a frame speaks of. Garbage speaks of none. */
function historiesIn(frame: ServerFrame | undefined): readonly (readonly [StreamId, string])[] {
  switch (frame?.type) {
    case 'page':
    case 'changes':
    case 'reset':
      return [[frame.stream, frame.epoch]];
    case 'heads':
    case 'pong':
      return listed(frame.heads).map(({ stream, epoch }) => [stream, epoch]);
    case 'summaries':
      return listed(frame.summaries).map(({ stream, epoch }) => [stream, epoch]);
    case 'results':
      return listed(frame.results).flatMap((result) =>
        'ok' in result && result.ok ? [[result.ok.stream, result.ok.epoch]] : [],
      );
    default:
      return [];
  }
}

function listed<Part extends object>(parts: readonly Part[]): readonly Part[] {
  return Array.isArray(parts) ? parts.filter((part) => typeof part === 'object' && part !== null) : [];
}
