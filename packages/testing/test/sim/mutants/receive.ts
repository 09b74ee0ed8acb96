import type { Mutant } from './mutant.ts';

/** Changes that arrive and are kept wrongly. */
export const RECEIVE: readonly Mutant[] = [
  {
    name: 'cursor saved before rows',
    breaks: 'cursors and ranges are one commit, and the rows they speak of the next',
    patches: [
      {
        file: 'core/src/sync/receive.ts',
        search: 'await db.commit([...draft.finish(), ...over], {',
        replace: `const isState = (change: (typeof over)[number]): boolean => change.store === 'streams';
    const all = draft.finish();
    await db.commit(all.filter(isState));
    await db.commit([...all.filter((change) => !isState(change)), ...over], {`,
      },
    ],
  },
  {
    name: 'op settled before its effect',
    breaks: 'what is over leaves the outbox in a commit of its own, before the one that brings its effect',
    patches: [
      {
        file: 'core/src/sync/receive.ts',
        search: 'await db.commit([...draft.finish(), ...over], {',
        replace: 'await db.commit(over);\n    await db.commit(draft.finish(), {',
      },
    ],
  },
  {
    name: 'cursor moved by a live message',
    breaks: 'changes that do not continue the cursor are applied, and move it past the hole',
    patches: [
      {
        file: 'core/src/sync/segment.ts',
        search: 'if (!cursor || cursor.epoch !== segment.epoch || segment.from > cursor.rev) {',
        replace: 'if (!cursor || cursor.epoch !== segment.epoch) {',
      },
    ],
    isQuick: true,
  },
  {
    name: 'epoch ignored in changes',
    breaks: 'changes of another history continue the cursor of this one',
    patches: [
      {
        file: 'core/src/sync/segment.ts',
        search: 'if (!cursor || cursor.epoch !== segment.epoch || segment.from > cursor.rev) {',
        replace: 'if (!cursor || segment.from > cursor.rev) {',
      },
    ],
  },
  {
    name: 'epoch ignored in pages',
    breaks: 'a page of another history is laid over what is held',
    patches: [
      {
        file: 'core/src/sync/apply-page.ts',
        search: 'const isOtherHistory = state.cursor !== undefined && state.cursor.epoch !== page.epoch;',
        replace: 'const isOtherHistory = false as boolean;',
      },
    ],
  },
  {
    name: 'epoch ignored in older pages',
    breaks: 'an older page of a history that ended is kept',
    survives: 'such a page comes on a connection that the end of its history ended. [STR-17] finds it',
    patches: [
      {
        file: 'core/src/sync/apply-page.ts',
        search: 'if (state.cursor?.epoch !== page.epoch) return;',
        replace: 'if (!state.cursor) return;',
      },
    ],
  },
  {
    name: 'epoch ignored in heads',
    breaks: 'a head of another history says nothing',
    patches: [
      {
        file: 'core/src/sync/next-want.ts',
        search: ' || head.epoch !== cursor.epoch);',
        replace: ');',
      },
    ],
  },
  {
    name: 'reset forgotten',
    breaks: 'the server says that the history is another one, and nothing follows',
    patches: [
      {
        file: 'core/src/sync/receive.ts',
        search: 'state.resetTo = frame.epoch;',
        replace: 'state.head = undefined;',
      },
    ],
  },
  {
    name: 'failed apply skipped',
    breaks: 'what storage refused to keep is passed over, and the session goes on',
    survives:
      'nothing is lost: the cursor stays, and what had no answer is asked again at the heartbeat. [LOP-17] finds it',
    patches: [
      {
        file: 'core/src/sync/session.ts',
        search: 'await ends.apply(inbox.splice(0));',
        replace: 'await ends.apply(inbox.splice(0)).catch(() => undefined);',
      },
    ],
  },
  {
    name: 'cursor kept without its commit',
    breaks: 'memory believes in a cursor whose commit may fail',
    patches: [
      {
        file: 'core/src/sync/receive.ts',
        search: 'await db.commit([...draft.finish(), ...over], {',
        replace: 'const finished = draft.finish();\n    draft.keep();\n    await db.commit([...finished, ...over], {',
      },
    ],
  },
  {
    name: 'gap not recorded at a seam',
    breaks: 'a newest page is joined with what was held before it, whatever lies between',
    patches: [
      {
        file: 'core/src/sync/apply-page.ts',
        search: 'state.ranges = addRange(state.ranges, { from, to });',
        replace: `const before = page.newest ? state.ranges.at(-1)?.to : undefined;
  state.ranges = addRange(state.ranges, { from: before === undefined ? from : Math.min(from, before + 1), to });`,
      },
    ],
  },
  {
    name: 'ranges join over a gap',
    breaks: 'neighbours that are one ord apart count as one',
    patches: [
      {
        file: 'core/src/sync/ranges.ts',
        search: 'if (last && last.to + 1 === range.from && last.rev === range.rev)',
        replace: 'if (last && last.to + 2 >= range.from && last.rev === range.rev)',
      },
    ],
  },
  {
    name: 'jump leaves nothing stale',
    breaks: 'what changed behind a jump of the cursor is never asked for',
    patches: [
      {
        file: 'core/src/sync/apply-page.ts',
        search: '} else if (state.cursor) state.ranges = staleSince(state.ranges, state.cursor.rev);',
        replace: '} else void staleSince;',
      },
    ],
  },
  {
    name: 'own message in no range',
    breaks: 'a message sent into a part that is not held is kept and not counted as held',
    patches: [
      {
        file: 'core/src/sync/apply-results.ts',
        search: 'state.ranges = addRange(state.ranges, { from: ord, to: ord, rev });',
        replace: '',
      },
    ],
  },
  {
    name: 'parked is applied twice',
    breaks: 'rows older than the cursor are applied over newer ones',
    patches: [
      {
        file: 'core/src/sync/segment.ts',
        search: 'if (segment.to <= cursor.rev) continue;',
        replace: '',
      },
      {
        file: 'core/src/sync/segment.ts',
        search: 'for (const row of segment.rows) if (row.rev > cursor.rev) applyRow',
        replace: 'for (const row of segment.rows) applyRow',
      },
    ],
  },
  {
    name: 'duplicate moves the cursor',
    breaks: 'the answer to a repeated op counts as news',
    survives: 'the change it repeats continues the cursor only where it is the very next one. [STR-22] finds it',
    patches: [
      {
        file: 'core/src/sync/apply-results.ts',
        search: 'if (ok.duplicate || !rows) continue;',
        replace: 'if (!rows) continue;',
      },
    ],
  },
  {
    name: 'acked op vanishes',
    breaks: 'a confirmed message is not shown until its row comes',
    patches: [
      {
        file: 'core/src/sync/keep-acks.ts',
        search: 'if (now) outbox.replace(of(pending, now));',
        replace: 'if (now) outbox.remove([now.op.opId]);',
      },
    ],
  },
  {
    name: 'frames unchecked',
    breaks: 'a frame that does not fit the protocol is taken as it is',
    patches: [
      {
        file: 'core/src/sync/session.ts',
        search: 'const fault = checkServerFrame(frame);',
        replace: 'const fault = checkServerFrame(frame) && undefined;',
      },
    ],
  },
];
