import type { Mutant } from './mutant.ts';

/** Sessions, pulls and marks: what is not noticed, not asked for, or told wrongly. */
export const SYNC: readonly Mutant[] = [
  {
    name: 'no heartbeat timeout',
    breaks: 'a silent connection is believed for ever',
    patches: [
      {
        file: 'core/src/sync/session.ts',
        search: 'if (silentMs >= limitMs) {',
        replace: 'if (silentMs >= limitMs && !welcome) {',
      },
      {
        file: 'core/src/sync/session.ts',
        search: 'limitMs - silentMs), beat);',
        replace: 'limitMs), beat);',
      },
    ],
    isQuick: true,
  },
  {
    name: 'no timeout before welcome',
    breaks: 'a connection that never says welcome is waited for',
    patches: [
      {
        file: 'core/src/sync/session.ts',
        search: 'if (silentMs >= limitMs) {',
        replace: 'if (silentMs >= limitMs && welcome) {',
      },
      {
        file: 'core/src/sync/session.ts',
        search: 'limitMs - silentMs), beat);',
        replace: 'limitMs), beat);',
      },
    ],
  },
  {
    name: 'no heartbeat',
    breaks: 'nothing is asked while nothing is heard',
    patches: [{ file: 'core/src/sync/session.ts', search: 'if (welcome) ends.ping();', replace: '' }],
  },
  {
    name: 'pull stays open',
    breaks: 'the end of a session leaves its pulls under way',
    patches: [
      {
        file: 'core/src/sync/catch-up.ts',
        search: '      open.clear();\n      busy.clear();',
        replace: '      open.clear();',
      },
    ],
  },
  {
    name: 'pull answered, still busy',
    breaks: 'a stream is pulled once',
    patches: [{ file: 'core/src/sync/catch-up.ts', search: 'busy.delete(request.stream);', replace: '' }],
  },
  {
    name: 'lost pull waited for',
    breaks: 'a pull that was lost on a connection that lives on is never asked again',
    patches: [
      {
        file: 'core/src/sync/catch-up.ts',
        search: 'for (const re of unanswered) failed(re);',
        replace: 'void unanswered;',
      },
    ],
  },
  {
    name: 'refused pull forgotten',
    breaks: 'what the server refused for now is never asked again',
    patches: [
      {
        file: 'core/src/sync/catch-up.ts',
        search: 'const streams = [...later];',
        replace: 'const streams = [...later].slice(0, 0);',
      },
    ],
  },
  {
    name: 'owed streams forgotten',
    breaks: 'what an earlier process heard of and did not fetch is not fetched',
    patches: [
      {
        file: 'core/src/sync/talk.ts',
        search: 'for (const stream of owed) catchUp.look(stream);',
        replace: '',
      },
    ],
  },
  {
    name: 'list of another history',
    breaks: 'how far the list was read under a history that ended counts for the next one',
    patches: [
      {
        file: 'core/src/sync/identity.ts',
        search: 'watermark && watermark.epoch === epoch ? watermark.asOf : undefined',
        replace: 'watermark && epoch ? watermark.asOf : undefined',
      },
    ],
  },
  {
    name: 'list never read again',
    breaks: 'a session does not ask what moved since the last one',
    patches: [{ file: 'core/src/sync/talk.ts', search: '    listing.begin(welcome);\n', replace: '' }],
  },
  {
    name: 'heads ignored',
    breaks: 'the heads of a heartbeat say nothing',
    patches: [
      {
        file: 'core/src/sync/receive.ts',
        search: 'for (const head of frame.heads) noteHead(draft, head);',
        replace: '',
      },
    ],
  },
  {
    name: 'head falls',
    breaks: 'an old head replaces a newer one',
    patches: [
      {
        file: 'core/src/sync/note-head.ts',
        search: 'if (head.rev <= before.rev && head.ord <= before.ord && head.marksRev <= before.marksRev) return;',
        replace: 'if (before) {\n    state.head = head;\n    return;\n  }',
      },
    ],
  },
  {
    name: 'membership ignored',
    breaks: 'a conversation one was added to is not fetched before somebody writes there',
    survives: 'what changes name is held all the same (receive, followUp). [STR-12] finds it',
    patches: [
      {
        file: 'core/src/sync/apply-row.ts',
        search: 'if (isNews && (state.gone || !state.cursor)) draft.joined.add(stream);',
        replace: '',
      },
    ],
  },
  {
    name: 'marks fall',
    breaks: 'marks of others are what was heard last',
    patches: [
      {
        file: 'core/src/sync/member-marks.ts',
        search:
          'const after = [Math.max(before?.[0] ?? 0, delivered, read), Math.max(before?.[1] ?? 0, read)] as const;',
        replace: 'const after = [Math.max(delivered, read), read] as const;',
      },
    ],
    isQuick: true,
  },
  {
    name: 'own read mark falls',
    breaks: "one's own mark is what was heard last",
    patches: [
      { file: 'core/src/sync/apply-row.ts', search: '    read: Math.max(own.read, read),', replace: '    read,' },
    ],
  },
  {
    name: 'own marks not told again',
    breaks: 'marks that were told and not confirmed are not told on the next connection',
    patches: [
      {
        file: 'core/src/sync/tell-marks.ts',
        search: 'for (const stream of told) owed.add(stream);\n      told.clear();',
        replace: 'told.clear();',
      },
      {
        file: 'core/src/sync/tell-marks.ts',
        search: 'for (const stream of streams) owed.add(stream);',
        replace: 'void streams;',
      },
    ],
  },
  {
    name: 'hole in the marks passed',
    breaks: 'marks told live count as all there are',
    patches: [
      {
        file: 'core/src/sync/apply-marks.ts',
        search: ' && frame.from <= state.marksRev',
        replace: '',
      },
    ],
  },
  {
    name: 'delivered before it is held',
    breaks: 'what the server has counts as delivered here',
    patches: [
      {
        file: 'core/src/sync/receive.ts',
        search: 'raiseOwn(target, target.state.cursor.ord, 0, false);',
        replace: 'raiseOwn(target, target.state.head?.ord ?? 0, 0, false);',
      },
    ],
  },
  {
    name: 'read mark not stored',
    breaks: 'a read mark is in memory only',
    patches: [
      {
        file: 'core/src/write/mark-read.ts',
        search: 'await db.commit([putState(next, members)], {',
        replace: 'await db.commit([putState(next, members)].slice(1), {',
      },
    ],
  },
  {
    name: 'network stays subscribed',
    breaks: 'a closed client still listens to the network',
    patches: [
      { file: 'core/src/sync/loop.ts', search: 'for (const end of unsubscribe) end();', replace: 'void unsubscribe;' },
    ],
  },
  {
    name: 'timer left behind',
    breaks: 'the heartbeat outlives its session',
    patches: [
      {
        file: 'core/src/sync/session.ts',
        search: '    if (timer !== undefined) timers.clear(timer);\n    connection.close();\n    await applying;',
        replace: '    connection.close();\n    await applying;',
      },
    ],
  },
];
