import { createFrameQueue, type Transport } from '@tidemark/core';
import {
  type ClientFrame,
  type Mark,
  type MarkUp,
  type Op,
  PROTOCOL_VERSION,
  type Pull,
  type Row,
  type ServerFrame,
  type StreamId,
  userStream,
} from '@tidemark/protocol';
import { CONVERSATIONS, EPOCH, headAt, indexOf, ME, membershipRows, OTHER, rowsBetween, streamAt } from './world.ts';

/**
 * A server that plays its part from memory: frames cross as objects, already parsed, at once and without a network, so
 * what is measured is what the client does with them.
 */
export interface ServedWorld {
  readonly transport: Transport;
  /** Each conversation has so many messages now; told by `tellHeads`. */
  grow(messagesEach: number): void;
  tellHeads(): void;
  /** The next message of a conversation arrives. Returns its ord. */
  arrive(i: number): number;
  /** The other member has read everything in a conversation. */
  readByOther(i: number): void;
}

/** `textAt`: what is said in a conversation at an ord. */
export function serveWorld(messagesEach: number, textAt?: (i: number, ord: number) => string): ServedWorld {
  const counts = Array.from({ length: CONVERSATIONS }, () => messagesEach);
  const marksRevs = Array.from({ length: CONVERSATIONS }, () => 0);
  const prepared = new Map<StreamId, readonly Row[]>();
  const own = userStream(ME);
  let say: (frames: readonly ServerFrame[]) => void = () => {};

  const headOf = (i: number) => headAt(i, counts[i] ?? 0, marksRevs[i]);

  const rowsOf = (i: number, from: number, to: number) => rowsBetween(i, from, to, textAt && ((ord) => textAt(i, ord)));

  function answer(frame: ClientFrame): readonly ServerFrame[] {
    switch (frame.type) {
      case 'hello':
        return [welcome];
      case 'list': {
        const all = counts.map((_, i) => ({ ...headOf(i), rows: rowsBetween(i, 0, 1), delivered: 0, read: 0 }));
        const asOf = Math.max(...all.map(({ at }) => at)) + 1;
        const { since = 0 } = frame;
        return [{ type: 'summaries', re: frame.id, summaries: all.filter(({ at }) => at >= since), done: true, asOf }];
      }
      case 'pull':
        return [frame.stream === own ? ownPage(frame) : page(frame)];
      case 'push':
        return [{ type: 'results', results: frame.ops.map(commit) }];
      case 'mark':
        // At most once a second a stream (PRO-32).
        setTimeout(() => confirm(frame), 1000);
        return [];
      case 'ping':
        return [{ type: 'pong', heads: [] }];
      default:
        return [];
    }
  }

  function ownPage({ id }: Pull): ServerFrame {
    const head = { stream: own, epoch: EPOCH, rev: CONVERSATIONS, ord: 0, marksRev: 0, at: 0 };
    const rows = membershipRows();
    return { type: 'page', re: id, stream: own, epoch: EPOCH, ords: [1, 0], minOrd: 1, rows, head, newest: true };
  }

  function page({ id, stream, want, limit }: Pull): ServerFrame {
    const head = headOf(indexOf(stream));
    if (want.kind === 'since') {
      const to = Math.min(head.rev, want.rev + limit);
      const found = prepared.get(stream) ?? [];
      const first = found[0]?.rev ?? Number.POSITIVE_INFINITY;
      const rows =
        first <= want.rev + 1
          ? found.slice(want.rev + 1 - first, to + 1 - first)
          : rowsOf(indexOf(stream), want.rev, to);
      return { type: 'changes', re: id, stream, epoch: EPOCH, from: want.rev, to, rows, head };
    }
    if (want.kind !== 'newest' || head.ord > 0) throw new Error(`Nobody was expected to ask for ${want.kind}.`);
    const marks = [ME, OTHER].map((user): Mark => ({ user, delivered: 0, read: 0 }));
    const rows = rowsOf(indexOf(stream), 0, head.rev);
    return { type: 'page', re: id, stream, epoch: EPOCH, ords: [1, 0], minOrd: 1, rows, head, newest: true, marks };
  }

  function commit({ opId, stream }: Op) {
    const i = indexOf(stream);
    counts[i] = (counts[i] ?? 0) + 1;
    const { rev, ord, at } = headOf(i);
    return { opId, ok: { stream, epoch: EPOCH, rev, ord, at } };
  }

  function confirm({ marks }: MarkUp): void {
    say(marks.map(({ stream, delivered = 0, read = 0 }) => raise(indexOf(stream), { user: ME, delivered, read })));
  }

  function raise(i: number, mark: Mark): ServerFrame {
    const from = marksRevs[i] ?? 0;
    marksRevs[i] = from + 1;
    return { type: 'marks', stream: streamAt(i), epoch: EPOCH, from, to: from + 1, marks: [mark] };
  }

  return {
    transport: {
      async connect(signal) {
        const down = createFrameQueue<readonly ServerFrame[]>({ limit: 1_000_000 });
        const close = (): void => {
          say = () => {};
          down.drop();
        };
        signal.addEventListener('abort', close);
        say = (frames) => down.push(frames);
        return {
          bufferedBytes: 0,
          send(frames) {
            for (const frame of frames) {
              const answers = answer(frame);
              if (answers.length > 0) say(answers);
            }
          },
          close,
          [Symbol.asyncIterator]: () => down[Symbol.asyncIterator](),
        };
      },
    },
    grow(count) {
      for (let i = 0; i < CONVERSATIONS; i++) {
        const before = headOf(i).rev;
        counts[i] = count;
        // Beyond that they would fill the memory.
        if (count <= 1000) prepared.set(streamAt(i), rowsOf(i, before, headOf(i).rev));
      }
    },
    tellHeads: () => say([{ type: 'heads', heads: counts.map((_, i) => headOf(i)) }]),
    arrive(i) {
      const from = headOf(i).rev;
      const ord = (counts[i] ?? 0) + 1;
      counts[i] = ord;
      const head = headOf(i);
      const rows = rowsOf(i, from, head.rev);
      say([{ type: 'changes', stream: head.stream, epoch: EPOCH, from, to: head.rev, rows, head }]);
      return ord;
    },
    readByOther(i) {
      const { ord } = headOf(i);
      say([raise(i, { user: OTHER, delivered: ord, read: ord })]);
    },
  };
}

const welcome: ServerFrame = {
  type: 'welcome',
  protocol: PROTOCOL_VERSION,
  session: 's1',
  epoch: 'h1',
  time: 0,
  user: ME,
  limits: { frameBytes: 262_144, opsPerPush: 500, bodyBytes: 65_536, heartbeatMs: 25_000, catchUpRevs: 5000 },
};
