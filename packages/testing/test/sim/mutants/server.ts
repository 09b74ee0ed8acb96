import type { Mutant } from './mutant.ts';

/** A server that forgets, repeats or tells too early. */
export const SERVER: readonly Mutant[] = [
  {
    name: 'ack before commit',
    breaks: 'the server answers, and then stores',
    patches: [
      {
        file: 'server-reference/src/commit/committer.ts',
        search: 'if (writes !== undefined) await log.commit(writes);',
        replace: 'if (writes !== undefined) {\n      tell(options, outcome);\n      await log.commit(writes);\n    }',
      },
    ],
  },
  {
    name: 'no dedupe',
    breaks: 'a repeated op is a new one',
    patches: [
      {
        file: 'server-reference/src/commit/decide-push.ts',
        search: 'const known = batch.findOp(op.opId);',
        replace: 'const known = undefined as ReturnType<typeof batch.findOp>;',
      },
      {
        file: 'server-reference/src/log/memory-log.ts',
        search: 'for (const { opId } of writes.ops) if (store.ops.has(opId))',
        replace: 'for (const { opId } of writes.ops) if (opId === undefined)',
      },
    ],
  },
  {
    name: 'dedupe in memory',
    breaks: 'a repeated op is known until the server restarts',
    patches: [
      {
        file: 'server-reference/src/commit/batch.ts',
        search: '        ops: newOps,',
        replace: '        ops: newOps.filter((_, n) => n % 2 === 0),',
      },
    ],
  },
  {
    name: 'seq in memory',
    breaks: 'the counters are stored now and then only: after a restart revs and ords are given again',
    patches: [
      {
        file: 'server-reference/src/commit/stream-cache.ts',
        search:
          'for (const loaded of await log.loadStreams(missing)) held.set(loaded.record.stream, cachedStream(loaded));',
        replace: `for (const loaded of await log.loadStreams(missing)) {
      const { record } = loaded;
      const { rev, ord } = record;
      held.set(record.stream, cachedStream({ ...loaded, record: { ...record, rev: rev - (rev % 4), ord: ord - (ord % 4) } }));
    }`,
      },
    ],
  },
  {
    name: 'counters of a failed commit',
    breaks: 'what could not be stored has still taken its revs and ords',
    patches: [
      {
        file: 'server-reference/src/commit/committer.ts',
        search: '    cache.clear();\n    options.failed(error);',
        replace: '    options.failed(error);',
      },
    ],
  },
  {
    name: 'predecessor unchecked',
    breaks: 'an op is taken although the one it names is missing',
    patches: [
      {
        file: 'server-reference/src/commit/decide-push.ts',
        search: 'if (op.after !== undefined && batch.findOp(op.after)?.author !== author) {',
        replace: 'if (op.after !== undefined && author === undefined) {',
      },
    ],
  },
  {
    name: 'lane goes on past a refusal',
    breaks: 'what stands behind a refused op of its lane is taken',
    patches: [
      {
        file: 'server-reference/src/commit/decide-push.ts',
        search: 'refusedLanes.add(lane);',
        replace: '',
      },
    ],
  },
  {
    name: 'timestamp cursor',
    breaks: 'changes are those after the time of the cursor',
    patches: [
      {
        file: 'server-reference/src/log/memory-log.ts',
        search: '.filter((row) => row.rev > plan.from && (placeOf',
        replace: `.filter((row, _, all) => row.at > Math.max(0, ...all.filter(({ rev }) => rev <= plan.from).map(({ at }) => at)) && (placeOf`,
      },
    ],
  },
  {
    name: 'server time falls',
    breaks: 'times are what the clock says',
    patches: [
      {
        file: 'server-reference/src/commit/server-time.ts',
        search: 'highest = Math.max(highest, Math.floor(runtime.now()));',
        replace: 'highest = Math.floor(runtime.now());',
      },
    ],
  },
  {
    name: 'epoch ignored by the server',
    breaks: 'a pull from another history is answered from this one',
    patches: [
      {
        file: 'server-reference/src/frames/pull.ts',
        search: 'if (pull.epoch !== undefined && pull.epoch !== epoch) {',
        replace: "if (pull.epoch === '') {",
      },
    ],
  },
  {
    name: 'heartbeat without heads',
    breaks: 'a pong says nothing of what moved',
    patches: [
      {
        file: 'server-reference/src/frames/ping.ts',
        search: 'const moved = await log.movedSince(session.user, since);',
        replace: 'const moved = (await log.movedSince(session.user, since)).slice(0, 0);',
      },
    ],
  },
  {
    name: 'changes without a row',
    breaks: 'a frame of changes lacks one of its rows',
    patches: [
      {
        file: 'server-reference/src/fanout/changes-text.ts',
        search: 'const rows = steps.flatMap((step) => step.rows);',
        replace: 'const rows = steps.flatMap((step) => step.rows).slice(0, 3);',
      },
    ],
  },
  {
    name: 'pull cut without saying so',
    breaks: 'a pull leaves out rows and names the head as its end',
    patches: [
      {
        file: 'server-reference/src/log/memory-log.ts',
        search: 'const rows = cutTo(changed, request);',
        replace: 'const rows = cutTo(changed, { ...request, limit: 10 });',
      },
      {
        file: 'server-reference/src/log/memory-log.ts',
        search: 'const to = rows.length < changed.length ? (rows.at(-1)?.rev ?? plan.from) : head.rev;',
        replace: 'const to = head.rev;',
      },
    ],
  },
  {
    name: 'page lacks its oldest',
    breaks: 'a page counts from one ord before its first message',
    patches: [
      {
        file: 'server-reference/src/log/memory-log.ts',
        search: 'messages.slice(plan.from - 1, plan.to)',
        replace: 'messages.slice(plan.from, plan.to)',
      },
    ],
  },
  {
    name: 'server marks fall',
    breaks: 'the server keeps the mark it was told last',
    patches: [
      {
        file: 'server-reference/src/commit/batch.ts',
        search: 'read: isPrivate ? mark.read : Math.max(mark.read, read),',
        replace: 'read: isPrivate ? mark.read : read,',
      },
    ],
  },
  {
    name: 'marks are not numbered',
    breaks: 'marks whose telling was lost are not found by a pull',
    patches: [
      {
        file: 'server-reference/src/commit/batch.ts',
        search: 'state.marksRev += 1;',
        replace: 'state.marksRev += state.marksRev === 0 ? 1 : 0;',
      },
    ],
  },
  {
    name: 'mark beyond the head',
    breaks: 'a mark is not clamped',
    patches: [
      {
        file: 'server-reference/src/commit/batch.ts',
        search:
          'raisedMark(mark, Math.min(state.ord, Math.max(delivered, read)), Math.min(state.ord, read), isPrivate)',
        replace: 'raisedMark(mark, Math.max(delivered, read) + 1, read, isPrivate)',
      },
    ],
  },
  {
    name: 'sending does not read',
    breaks: "the author's own mark stays behind",
    patches: [
      {
        file: 'server-reference/src/commit/decide-push.ts',
        search: 'for (const [stream, ord] of newest) batch.raiseAuthor(stream, session.user, ord);',
        replace: '',
      },
    ],
  },
  {
    name: 'duplicate at another place',
    breaks: 'the answer to a repeated op names another place than the first one',
    patches: [
      {
        file: 'server-reference/src/frames/result-text.ts',
        search: 'JSON.stringify({ opId, ok: { stream, epoch, rev, ord, at, duplicate: true } })',
        replace: 'JSON.stringify({ opId, ok: { stream, epoch, rev, ord: ord && ord + 1, at, duplicate: true } })',
      },
    ],
  },
  {
    name: 'patch replaces',
    breaks: 'a patch of a row forgets the fields it does not name',
    patches: [
      {
        file: 'server-reference/src/domain/app-row.ts',
        search: 'const merged = mergeFields(parseBody(row.body), op.body ?? {});',
        replace: 'const merged = mergeFields({ ...parseBody(row.body), n: -1 }, { text: op.body?.["text"] ?? null });',
      },
    ],
  },
  {
    name: 'silent client kept for ever',
    breaks: 'the server believes a silent connection',
    patches: [
      {
        file: 'server-reference/src/connection/watch.ts',
        search: 'if (leftMs <= 0) missed.silent();',
        replace: 'if (leftMs <= -1e12) missed.silent();',
      },
    ],
  },
];
