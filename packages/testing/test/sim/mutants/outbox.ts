import type { Mutant } from './mutant.ts';

/** Writes that get lost, doubled or out of order on their way out. */
export const OUTBOX: readonly Mutant[] = [
  {
    name: 'outbox in memory',
    breaks: 'a write is told to be safe, and no row says so',
    patches: [
      {
        file: 'core/src/write/enqueue.ts',
        search: 'return db.commit([{ ...putOf(pending), isNew }], { committed })',
        replace: 'return db.commit([], { committed })',
      },
    ],
    isQuick: true,
  },
  {
    name: 'saved before it is stored',
    breaks: 'send() resolves before the commit',
    patches: [
      {
        file: 'core/src/write/enqueue.ts',
        search: 'return { opId, saved: save(pending, true) };',
        replace: 'save(pending, true).catch(() => undefined); return { opId, saved: Promise.resolve() };',
      },
    ],
  },
  {
    name: 'refused write stays',
    breaks: 'a write that storage refused is shown and pushed all the same',
    patches: [
      {
        file: 'core/src/write/enqueue.ts',
        search: 'if (!before) outbox.remove([op.opId]);',
        replace: 'if (!before) return;',
      },
    ],
  },
  {
    name: 'retry with a new opId',
    breaks: 'after a restart an op goes again under another id',
    patches: [
      {
        file: 'core/src/outbox/pending-op.ts',
        search: 'export function pendingOf(stored: Stored): PendingOp {',
        replace: `export function pendingOf(stored: Stored): PendingOp {
  const found = asStored(stored);
  const { opId } = found.op;
  const last = ((Number.parseInt(opId.slice(-1), 16) + 1) % 16).toString(16);
  return found.attempts === 0 ? found : { ...found, op: { ...found.op, opId: opId.slice(0, -1) + last } };
}

function asStored(stored: Stored): PendingOp {`,
      },
    ],
  },
  {
    name: 'lane order lost on reconnect',
    breaks: 'what was in flight goes again after what was not, and names no predecessor',
    patches: [
      {
        file: 'core/src/outbox/choose-ops.ts',
        search: 'for (const pending of lane.ops.values()) {',
        replace: `const isUnknown = ({ state }: PendingOp): number => Number(state.kind === 'unknown');
  for (const pending of [...lane.ops.values()].sort((a, b) => isUnknown(a) - isUnknown(b))) {`,
      },
      {
        file: 'core/src/outbox/choose-ops.ts',
        search: 'yield { pending, op: after === undefined ? pending.op : { ...pending.op, after } };',
        replace: 'yield { pending, op: pending.op };',
      },
    ],
  },
  {
    name: 'lane newest first',
    breaks: 'what waits in a lane is pushed from its end',
    patches: [
      {
        file: 'core/src/outbox/choose-ops.ts',
        search: 'for (const pending of lane.ops.values()) {',
        replace: 'for (const pending of [...lane.ops.values()].reverse()) {',
      },
    ],
    isQuick: true,
  },
  {
    name: 'lane order lost on restart',
    breaks: 'the places of a lane are not those of its rows',
    patches: [
      {
        file: 'core/src/outbox/outbox.ts',
        search: 'for (const pending of [...stored].sort((a, b) => a.n - b.n)) insert(pending);',
        replace: 'for (const pending of [...stored].sort((a, b) => b.n - a.n)) insert(pending);',
      },
      {
        file: 'core/src/outbox/lane.ts',
        search: 'if (pending.n < lastPlace) sort();',
        replace: 'void sort;',
      },
    ],
  },
  {
    name: 'place given twice',
    breaks: 'a new op takes the row of one that is still being settled',
    survives:
      'three things must meet within one commit: an op counted anew, its effect coming, another written. [OUT-4] finds it',
    patches: [
      {
        file: 'core/src/outbox/outbox.ts',
        search: 'nextPlace: (name) => Math.floor(lastPlaces.get(name) ?? 0) + 1 + fraction,',
        replace:
          'nextPlace: (name) => Math.max(0, ...[...(lanes.get(name)?.ops.values() ?? [])].map(({ n }) => n)) + 1,',
      },
    ],
  },
  {
    name: 'saving overtaken',
    breaks: 'an op is pushed before its row is durable',
    survives:
      'what is pushed is counted first, by a commit behind the one that saves it: only a refused rewrite shows it. [OUT-11] finds it',
    patches: [
      {
        file: 'core/src/outbox/choose-ops.ts',
        search: "if (pending.stage === 'saving' || pending.stage === 'ending') return;",
        replace: "if (pending.stage === 'ending') return;",
      },
    ],
  },
  {
    name: 'attempt not counted',
    breaks: 'after a crash, an op that was pushed looks unsent',
    patches: [
      {
        file: 'core/src/outbox/drain.ts',
        search: 'attempts: pending.attempts + 1 }));',
        replace: 'attempts: pending.attempts }));',
      },
      {
        file: 'core/src/write/enqueue.ts',
        search: 'attempts: drain.isAttached() ? 1 : 0,',
        replace: 'attempts: 0,',
      },
    ],
  },
  {
    name: 'sent op taken back',
    breaks: 'what the server may have is cancelled',
    patches: [
      {
        file: 'core/src/client/outbox-view.ts',
        search: 'if (!pending || (isOpen(pending) && !isUnsent(pending))) {',
        replace: 'if (!pending || (!isUnsent && isOpen(pending))) {',
      },
    ],
  },
  {
    name: 'unknown shown as failed',
    breaks: 'a lost connection fails what was in flight',
    patches: [
      {
        file: 'core/src/outbox/op-state.ts',
        search: "return state.kind === 'inflight' ? unknown : state;",
        replace: `return state.kind === 'inflight'
        ? { kind: 'failed', failure: { code: 'transport/failed', message: 'lost', retryable: true } }
        : state;`,
      },
    ],
  },
  {
    name: 'in flight for ever',
    breaks: 'the end of a connection leaves what was in flight waiting for its answer',
    patches: [{ file: 'core/src/outbox/drain.ts', search: "outbox.moveAll({ kind: 'lost' });", replace: '' }],
  },
  {
    name: 'silence taken for an answer',
    breaks: 'a push without an answer is not repeated on a living connection',
    patches: [
      {
        file: 'core/src/outbox/drain.ts',
        search: "outbox.moveAll({ kind: 'lost' }, (pending) => unanswered.has(pending));",
        replace: '',
      },
    ],
  },
  {
    name: 'rate limit is failure',
    breaks: 'what the server puts off is given up',
    patches: [
      {
        file: 'core/src/outbox/op-state.ts',
        search: "    case 'retry':\n    case 'auth':\n      return queued;",
        replace: "    case 'auth':\n      return queued;\n    case 'retry':",
      },
    ],
  },
  {
    name: 'no backoff',
    breaks: 'retries follow each other at once',
    patches: [
      {
        file: 'core/src/outbox/backoff.ts',
        search: 'return Math.floor(ceiling * fraction);',
        replace: 'return Math.floor(ceiling * fraction * 0);',
      },
    ],
  },
  {
    name: 'backoff without end',
    breaks: 'the wait doubles for ever',
    patches: [
      {
        file: 'core/src/outbox/backoff.ts',
        search: 'Math.min(policy.maxMs, policy.baseMs * 2 ** Math.min(attempt - 1, 30))',
        replace: 'policy.baseMs * 2 ** Math.min(attempt - 1, 30)',
      },
    ],
  },
  {
    name: 'coalesce keeps the first',
    breaks: 'of two writes of a row that was not sent, the second is forgotten',
    patches: [
      {
        file: 'core/src/write/coalesce.ts',
        search: "{ ...first, kind: 'put', body: second.body };",
        replace: "{ ...first, kind: 'put' };",
      },
    ],
  },
  {
    name: 'coalesce after sending',
    breaks: 'a write that the server may have is rewritten under its opId',
    patches: [
      {
        file: 'core/src/write/enqueue.ts',
        search: 'isUnsent(earlier) ?',
        replace: '(isUnsent(earlier) || true) ?',
      },
    ],
  },
  {
    name: 'epoch ignored by the outbox',
    breaks: 'a confirmation from a history that was lost still counts',
    patches: [
      {
        file: 'core/src/sync/keep-acks.ts',
        search: 'return known === undefined || known === epoch',
        replace: 'return true || known === undefined || known === epoch',
      },
    ],
  },
  {
    name: 'device is no backup',
    breaks: 'what a restored server lost is not pushed again',
    patches: [
      {
        file: 'core/src/sync/receive.ts',
        search: 'const again = await lostOwnMessages(db, outbox, replaced, draft, me, options.serverClock.now());',
        replace:
          'const again = await lostOwnMessages(db, outbox, new Set(), draft, me, options.serverClock.now()); void replaced;',
      },
    ],
  },
  {
    name: 'pushed again behind the others',
    breaks: 'what a restored server lost goes after what was written since',
    patches: [
      {
        file: 'core/src/sync/push-again.ts',
        search: 'const first = outbox.placesBefore(lane, lost.length);',
        replace: 'const first = outbox.nextPlace(lane);',
      },
    ],
  },
];
