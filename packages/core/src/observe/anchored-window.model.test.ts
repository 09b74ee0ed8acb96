import type { ClientFrame, Row, ServerFrame } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jumps } from '../features/jumps.ts';
import { deviceBench } from '../test-support/device-bench.ts';
import { openConversation } from '../test-support/open-conversation.ts';

const conversation = build.id(0);
const around = { before: 4, after: 4 };

type Act =
  | { readonly kind: 'jump' | 'older' | 'newer' | 'say' | 'edit'; readonly n: number }
  | { readonly kind: 'clear' | 'reconnect' };

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant('jump' as const), n: fc.integer({ min: 1, max: 70 }) }),
  fc.record({ kind: fc.constantFrom('older' as const, 'newer' as const), n: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ kind: fc.constant('say' as const), n: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ kind: fc.constant('edit' as const), n: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constantFrom('clear' as const, 'reconnect' as const) }),
);

/** A server with one conversation of sixty messages, which grows and is edited. */
function createServer() {
  let rev = 60;
  const rows: Row[] = Array.from({ length: rev }, (_, i) => build.message(i + 1, { author: 'bob' }));
  const head = () => build.head(rev, { ord: rows.length });
  return {
    rows,
    say(count: number): readonly Row[] {
      const said = Array.from({ length: count }, () => {
        const ord = rows.length + 1;
        rows.push(build.message(ord, { author: 'bob', rev: ++rev }));
        return rows.at(-1) as Row;
      });
      return said;
    },
    edit(ord: number): readonly Row[] {
      const row = { ...(rows[ord - 1] as Row), rev: ++rev, body: { text: `edited at ${rev}` } };
      rows[ord - 1] = row;
      return [row];
    },
    changes: (changed: readonly Row[]) =>
      build.changes({ rows: changed, from: rev - changed.length, to: rev, head: head() }),
    answer(frame: ClientFrame): ServerFrame | undefined {
      if (frame.type === 'list') return build.summaries({ re: frame.id, summaries: [] });
      if (frame.type !== 'pull' || frame.stream !== build.stream) return undefined;
      const { id: re, want, limit } = frame;
      const part = (from: number, to: number, sinceRev: number, newest: boolean) =>
        build.page({
          ...{ re, head: head(), newest, ords: [from, to] },
          rows: rows.slice(from - 1, to).filter((row) => row.rev > sinceRev),
        });
      switch (want.kind) {
        case 'since': {
          const changed = rows.filter((row) => row.rev > want.rev).sort((a, b) => a.rev - b.rev);
          if (rev - want.rev > 12) return part(Math.max(1, rows.length - limit + 1), rows.length, 0, true);
          return build.changes({ re, rows: changed, from: want.rev, to: rev, head: head(), marks: [] });
        }
        case 'newest':
          return part(Math.max(1, rows.length - limit + 1), rows.length, 0, true);
        case 'before':
          return part(Math.max(1, want.ord - limit), want.ord - 1, 0, false);
        case 'ords':
          return part(want.from, want.to, want.sinceRev, false);
        default:
          return undefined;
      }
    },
  };
}

async function play(acts: readonly Act[]): Promise<void> {
  const server = createServer();
  const bench = await deviceBench({ sync: { pageSize: 5 } });
  const opened = await openConversation(bench, { limit: 3, rows: server.rows.slice(-5) });
  opened.window.close();
  await bench.client.conversations.markRead(conversation);
  const serve = async (): Promise<void> => {
    for (let n = 0; n < 40; n++) await bench.peer().answer(server.answer);
  };
  const window = await bench.client.use(jumps).open(conversation, { ord: 30 }, around);
  await bench.settle();
  await serve();
  let [from, to, isAtEnd] = [26, 33, false];

  for (const each of acts) {
    switch (each.kind) {
      case 'jump':
        await window.jump({ ord: each.n });
        [from, to] = [each.n - around.before, each.n + around.after - 1];
        break;
      case 'older':
        window.loadOlder(each.n);
        from -= each.n;
        break;
      case 'newer':
        window.loadNewer(each.n);
        to = Math.min(to + each.n, Math.max(to, server.rows.length));
        break;
      case 'say':
      case 'edit': {
        const changed = each.kind === 'say' ? server.say(each.n) : server.edit(each.n);
        await bench.peer().send(server.changes(changed));
        break;
      }
      case 'clear': {
        const cleared = bench.client.cache.clear(conversation);
        for (let n = 0; n < 20; n++) await bench.timers.advance(0);
        await cleared;
        break;
      }
      case 'reconnect': {
        bench.client.sync.pause('flight');
        server.say(3);
        bench.client.sync.resume('flight');
        await bench.settle();
        await bench.live();
        await bench.peer().send(build.heads(build.head(server.rows.at(-1)?.rev ?? 0, { ord: server.rows.length })));
        break;
      }
    }
    await bench.settle();
    await serve();
    // At the end it goes on with what comes.
    if (isAtEnd && each.kind !== 'jump') to = Math.max(to, server.rows.length);
    isAtEnd = to >= server.rows.length;
    const view = window.getSnapshot();
    const shown = view?.rows.map(({ ord, body }) => [ord, body.text]);
    const there = server.rows.slice(Math.max(0, from - 1), to).map(({ ord, body }) => [ord, body?.['text']]);
    expect([each, shown, view?.gaps]).toEqual([each, there, []]);
    expect([each, view?.hasOlder, view?.hasNewer]).toEqual([each, from > 1, to < server.rows.length]);
  }
  expect(bench.errors).toEqual([]);
  await bench.client.close();
  expect(bench.timers.pendingCount()).toBe(0);
}

test('[JMP-1] whatever comes, goes and is jumped to, it shows its interval as the server has it, without a hole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 12 }), (acts) => play(acts)),
    { numRuns: 60 },
  );
});
