import {
  conversationStream,
  type Head,
  isStreamId,
  type Reset,
  type Row,
  type ServerFrame,
  type StreamId,
  TidemarkError,
  userStream,
} from '@tidemark/protocol';
import type { AppIndexes } from '../local-db/app-index.ts';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Drain } from '../outbox/drain.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { PendingOp } from '../outbox/pending-op.ts';
import { applyMarks, applySummary, raiseAll } from './apply-marks.ts';
import { forgetMentions } from './apply-own.ts';
import { applyPage } from './apply-page.ts';
import { type Acks, applyResults, settleAcked } from './apply-results.ts';
import { type ApplyContext, raiseOwn } from './apply-row.ts';
import type { CatchUp } from './catch-up.ts';
import { createDraft, type Draft } from './draft.ts';
import { endOps } from './end-ops.ts';
import { keepAcks } from './keep-acks.ts';
import { mentionedIn } from './mentioned-in.ts';
import { noteHead } from './note-head.ts';
import { lostOwnMessages } from './push-again.ts';
import { applySegments, createParking } from './segment.ts';
import type { ServerClock } from './server-clock.ts';
import type { StreamBook } from './stream-book.ts';
import type { MarkTeller } from './tell-marks.ts';
import { createUnknownStreams } from './unknown-streams.ts';

/**
 * Applies what the server says: everything of one batch of frames becomes one commit (rows, cursors, ranges, marks and
 * the ops that are over), and then the one question is asked for each stream touched: what next?
 */
export interface Receive {
  apply(frames: readonly ServerFrame[], me: string): Promise<void>;
  /** The connection ended: what was parked is pulled on the next one. */
  forget(): void;
}

export interface ReceiveOptions {
  readonly db: LocalDb;
  readonly book: StreamBook;
  readonly outbox: Outbox;
  readonly drain: Drain;
  readonly catchUp: CatchUp;
  readonly marks: MarkTeller;
  readonly indexes: AppIndexes;
  readonly serverClock: ServerClock;
  /** Told the ops that are over, in the commit that brings their effect, before they leave the outbox. */
  readonly settled: (opIds: ReadonlySet<string>) => void;
  /** How many of the most recent conversations of a list are held without being opened. */
  readonly prefetch: number;
}

export function createReceive(options: ReceiveOptions): Receive {
  const { db, book, outbox, drain, catchUp, marks } = options;
  const parking = createParking();
  /** Ops that this session confirmed. */
  const confirmed = new Set<string>();
  const unknown = createUnknownStreams(outbox, catchUp.askedOf, confirmed);
  let listed = 0;

  async function apply(frames: readonly ServerFrame[], me: string): Promise<void> {
    const mentions = await mentionedIn(db, frames, me, parking.rows(userStream(me)));
    await book.load([
      userStream(me),
      ...streamsOf(frames, outbox),
      ...[...mentions.values()].map(conversationStream),
      ...[...outbox.acked()].map(({ op }) => op.stream),
    ]);
    const draft = createDraft(book, me);
    const acks: Acks = new Map();
    const ended: PendingOp[] = [];
    const context: Omit<ApplyContext, 'isNews'> = {
      draft,
      me,
      indexes: options.indexes,
      isPending: (opId, stream) => outbox.get(opId)?.op.stream === stream,
      mentionedIn: (id) => mentions.get(id),
    };
    const live: ApplyContext = { ...context, isNews: true };
    const replaced = new Set<StreamId>();
    for (const frame of frames) {
      switch (frame.type) {
        case 'results':
          applyResults(frame.results, { draft, parking, outbox, drain, me, acks, ended });
          break;
        case 'changes': {
          const { stream, epoch, from, to, rows, head } = frame;
          parking.park(stream, { epoch, from, to, rows });
          applySegments(live, stream, parking);
          const isAnswer = frame.re !== undefined;
          noteHead(draft, isAnswer ? head : { ...head, rev: to, marksRev: 0 }, isAnswer);
          if (frame.marks) {
            const target = draft.stream(stream);
            raiseAll(target, me, frame.marks);
            target.state.marksRev = Math.max(target.state.marksRev, head.marksRev);
          } else if (isAnswer) raiseMarksRev(draft, head);
          break;
        }
        case 'page': {
          const { cursor } = draft.stream(frame.stream).state;
          if (frame.newest && cursor && cursor.epoch !== frame.epoch) {
            replaced.add(frame.stream);
            if (frame.stream === userStream(me)) forgetMentions(draft, mentions.values());
          }
          applyPage({ ...context, isNews: false }, frame);
          noteHead(draft, frame.head, true);
          break;
        }
        case 'heads':
        case 'pong':
          for (const head of frame.heads) noteHead(draft, head);
          break;
        case 'summaries':
          for (const summary of frame.summaries) applySummary(draft, me, summary);
          break;
        case 'marks':
          applyMarks(draft, me, frame);
          noteMarksRev(draft, frame.stream, frame.to);
          break;
        case 'reset':
          applyReset(draft, frame);
          break;
        default:
          break;
      }
    }
    for (const stream of draft.streams()) applySegments(live, stream, parking);
    for (const opId of acks.keys()) confirmed.add(opId);
    const doubtful = settleAcked(draft, outbox, acks, confirmed);
    unknown.hear(frames, draft.settled);
    for (const stream of draft.streams()) {
      const target = draft.stream(stream);
      // What this commit makes durable is delivered.
      if (stream.startsWith('conversation:') && target.state.cursor)
        raiseOwn(target, target.state.cursor.ord, 0, false);
    }
    const again = await lostOwnMessages(db, outbox, replaced, draft, me, options.serverClock.now());
    // What is over leaves the outbox in the commit that brings its effect.
    const ending = endOps(outbox, draft.settled);
    const over = ending.changes;
    const kept = keepAcks(draft, outbox, acks);
    try {
      await db.commit([...draft.finish(), ...over], {
        committed: () => {
          draft.keep();
          options.settled(draft.settled);
          kept.committed();
          for (const pending of ended) outbox.replace(pending);
          outbox.remove(draft.settled);
          for (const opId of doubtful) outbox.move(opId, { kind: 'history-lost' });
          outbox.add(again);
        },
      });
    } catch (error) {
      // A refusal that could not be stored is none: the next session asks, and hears it again.
      for (const pending of ended) outbox.replace({ ...pending, state: { kind: 'unknown' } });
      kept.refused();
      ending.refused();
      throw error;
    }
    followUp(frames, draft);
  }

  function followUp(frames: readonly ServerFrame[], draft: Draft): void {
    for (const frame of frames) {
      if (frame.type === 'summaries') {
        for (const { stream } of frame.summaries) if (listed++ < options.prefetch) catchUp.hold(stream);
      } else if (frame.type === 'changes' || frame.type === 'results' || frame.type === 'pong') {
        // Something happens in a stream that is not held yet: from now on it is.
        for (const stream of streamsOf([frame], outbox)) if (!book.state(stream).gone) catchUp.hold(stream);
      }
      if ('re' in frame && frame.re !== undefined) {
        if (frame.type === 'error') catchUp.failed(frame.re);
        else catchUp.answered(frame.re);
      }
    }
    for (const stream of draft.joined) catchUp.join(stream);
    for (const stream of draft.streams()) {
      catchUp.look(stream);
      marks.look(stream);
    }
    drain.wake();
  }

  return {
    apply: (frames, me) => book.exclusive(() => apply(frames, me)),
    forget() {
      parking.clear();
      confirmed.clear();
      unknown.forget();
      listed = 0;
    },
  };
}

function noteMarksRev(draft: Draft, stream: StreamId, marksRev: number): void {
  const { state } = draft.stream(stream);
  if (state.head && state.head.marksRev < marksRev) state.head = { ...state.head, marksRev };
}

/** An answer without marks says that none changed. */
function raiseMarksRev(draft: Draft, head: Head): void {
  const { state } = draft.stream(head.stream);
  if (state.cursor?.epoch === head.epoch) state.marksRev = Math.max(state.marksRev, head.marksRev);
}

function applyReset(draft: Draft, frame: Reset): void {
  const { state } = draft.stream(frame.stream);
  // An old one that comes once more names the history that is held: what was heard of it since stays known.
  if (state.cursor?.epoch === frame.epoch) return;
  if (state.cursor) state.resetTo = frame.epoch;
  state.head = undefined;
}

/** Collections of one's own stream whose rows are about a conversation. */
const OF_CONVERSATIONS: ReadonlySet<string> = new Set(['membership', 'setting', 'mention']);

function streamsOf(frames: readonly ServerFrame[], outbox: Outbox): Set<StreamId> {
  const streams = new Set<StreamId>();
  /** What one's own stream says of conversations changes what is kept of these. */
  const addNamed = (rows: readonly Row[]): void => {
    for (const { collection, key, body } of rows) {
      const named = collection === 'mention' ? body?.['conversation'] : key;
      if (OF_CONVERSATIONS.has(collection) && typeof named === 'string') streams.add(conversationStream(named));
    }
  };
  for (const frame of frames) {
    if (frame.type === 'results') {
      for (const result of frame.results) {
        if ('ok' in result) {
          streams.add(result.ok.stream);
          addNamed(result.ok.rows ?? []);
        }
        const pending = outbox.get(result.opId);
        if (pending) streams.add(pending.op.stream);
        if (pending?.op.collection === 'setting') streams.add(conversationStream(pending.op.key ?? ''));
      }
    } else if (frame.type === 'heads' || frame.type === 'pong')
      for (const head of frame.heads) streams.add(head.stream);
    else if (frame.type === 'summaries') for (const summary of frame.summaries) streams.add(summary.stream);
    else if ('stream' in frame) {
      streams.add(frame.stream);
      if (frame.type === 'changes' || frame.type === 'page') addNamed(frame.rows);
    }
  }
  for (const stream of streams) if (!isStreamId(stream)) throw malformedStream(stream);
  return streams;
}

function malformedStream(stream: string): TidemarkError {
  return new TidemarkError('transport/malformed', 'The server named a stream that is none', { found: stream });
}
