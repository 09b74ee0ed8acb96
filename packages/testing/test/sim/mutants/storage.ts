import type { Mutant } from './mutant.ts';

/** What the device keeps, makes room in, and shows. */
export const STORAGE: readonly Mutant[] = [
  {
    name: 'torn adapter',
    breaks: 'now and then a commit keeps its first half and rejects',
    patches: [
      {
        file: 'core/src/local-db/memory-adapter.ts',
        search: "let name = 'memory';",
        replace: "let name = 'memory';\n  let torn = 0;",
      },
      {
        file: 'core/src/local-db/memory-adapter.ts',
        search: 'for (const change of frozen) apply(stores.get(change.store) as Store, change);',
        replace: `for (const [index, change] of frozen.entries()) {
        if (frozen.length > 1 && index === frozen.length >> 1 && ++torn % 13 === 0) {
          throw new TidemarkError('storage/unavailable', 'torn', { name }, { retryable: true });
        }
        apply(stores.get(change.store) as Store, change);
      }`,
      },
    ],
  },
  {
    name: 'indexes torn from rows',
    breaks: 'an old entry of a changed row stays in the index',
    patches: [
      {
        file: 'core/src/local-db/memory-adapter.ts',
        search: 'if (old !== undefined) removeEntries(store, old.row);',
        replace: '',
      },
    ],
  },
  {
    name: 'commit told before it is kept',
    breaks: 'the commit queue does not wait for the storage',
    patches: [
      {
        file: 'core/src/local-db/commit-queue.ts',
        search: 'if (!(await adapter.commit(changes, [...guards], durability))) throw raced();',
        replace: 'adapter.commit(changes, [...guards], durability).catch(() => undefined);',
      },
    ],
    isQuick: true,
  },
  {
    name: 'neighbour fails silently',
    breaks: 'of writes that were refused together, none hears of it',
    patches: [
      {
        file: 'core/src/local-db/commit-queue.ts',
        search: 'else for (const entry of entries) await apply([entry]).catch((cause: unknown) => fail(entry, cause));',
        replace: '',
      },
    ],
  },
  {
    name: 'change feed is silent',
    breaks: 'a commit is not told to those who look',
    patches: [
      {
        file: 'core/src/local-db/commit-queue.ts',
        search: '    emit(changes);',
        replace: '    if (changes.length % 3 !== 0) emit(changes);',
      },
    ],
  },
  {
    name: 'evicted is still held',
    breaks: 'what made room is counted as held',
    patches: [
      {
        file: 'core/src/cache/evict.ts',
        search: 'ranges: rangesAfter(before.ranges, gone.to), evictedTo };',
        replace: 'evictedTo };\n  void rangesAfter;',
      },
    ],
  },
  {
    name: 'unread evicted',
    breaks: 'messages that nobody has read make room',
    patches: [
      {
        file: 'core/src/cache/oldest-to-go.ts',
        search: 'Math.min(own.read, pageBegin(ranges, pageSize) - 1, lowestShown - 1)',
        replace: 'Math.min(own.read < 0 ? 0 : Infinity, pageBegin(ranges, pageSize) - 1, lowestShown - 1)',
      },
    ],
  },
  {
    name: 'newest page evicted',
    breaks: 'the page somebody will open makes room',
    patches: [
      {
        file: 'core/src/cache/oldest-to-go.ts',
        search: 'pageBegin(ranges, pageSize) - 1, lowestShown - 1)',
        replace: 'pageBegin(ranges, 0) - 1 + pageSize * 0, lowestShown - 1)',
      },
    ],
  },
  {
    name: 'shown is evicted',
    breaks: 'what is on screen makes room',
    patches: [
      {
        file: 'core/src/cache/oldest-to-go.ts',
        search: '- 1, lowestShown - 1)',
        replace: '- 1, lowestShown === -1 ? 0 : Infinity)',
      },
    ],
  },
  {
    name: 'evicted from another history',
    breaks: "one's own messages make room while the server is to get them back",
    survives: 'between the reset and its page nothing is measured, but by who clears in that moment. [CAC-3] finds it',
    patches: [
      {
        file: 'core/src/cache/oldest-to-go.ts',
        search: 'if (!first || resetTo) return undefined;',
        replace: 'if (!first || (resetTo && false)) return undefined;',
      },
    ],
  },
  {
    name: 'cache without limit',
    breaks: 'nothing makes room',
    survives:
      'no run has the 1,000 rows of a second round, and in the first all is still being fetched (CAC-4). [CAC-1] finds it',
    patches: [
      {
        file: 'core/src/cache/cache-limit.ts',
        search: 'if (usedBytes <= limitBytes) maker',
        replace: 'if (usedBytes >= 0) maker',
      },
    ],
  },
  {
    name: 'ack turns into sending',
    breaks: 'a confirmed message that waits for its row is shown as sending again',
    patches: [
      {
        file: 'core/src/observe/show-message.ts',
        search: "const ack = state.kind === 'acked' ? state.ack : undefined;",
        replace:
          "const ack = state.kind === 'acked' && shown.has(op) ? undefined : state.kind === 'acked' ? state.ack : undefined;",
      },
    ],
  },
  {
    name: 'fastest recipient decides',
    breaks: 'a message is delivered when one of several has it',
    patches: [
      {
        file: 'core/src/observe/delivery-of.ts',
        search: '{ delivered: Math.min(reach.delivered, mark[0]), read: Math.min(reach.read, mark[1]), epoch }',
        replace: '{ delivered: Math.max(reach.delivered, mark[0]), read: Math.max(reach.read, mark[1]), epoch }',
      },
    ],
  },
  {
    name: 'unread counts what is held',
    breaks: 'messages that are known and not fetched do not count as unread',
    patches: [
      {
        file: 'core/src/observe/show-conversation.ts',
        search: 'unread: Math.max(0, newestOrd - state.own.read),',
        replace: 'unread: Math.max(0, newestOrd - 1 - state.own.read),',
      },
    ],
  },
  {
    name: 'pending is not shown',
    breaks: 'a message is shown once the server has it',
    patches: [
      {
        file: 'core/src/observe/held-messages.ts',
        search: 'pending.push(make.fromPending(',
        replace: "if (each.state.kind === 'acked') pending.push(make.fromPending(",
      },
    ],
  },
  {
    name: 'window does not grow back',
    breaks: 'rows that left a window are not replaced by older ones',
    patches: [
      {
        file: 'core/src/observe/live-window.ts',
        search:
          "const lacks = (): boolean => phase !== 'closed' && span.edge() !== 'end' && span.items.length <= limit;",
        replace:
          "const lacks = (): boolean => phase === 'loading' && span.edge() !== 'end' && span.items.length <= limit;",
      },
    ],
  },
  {
    name: 'commit during a read is missed',
    breaks: 'what is committed while a window reads is not shown',
    patches: [
      {
        file: 'core/src/observe/live-window.ts',
        search: 'for (const changes of commits) next.apply(changes, keep());',
        replace: 'void commits;',
      },
    ],
  },
];
