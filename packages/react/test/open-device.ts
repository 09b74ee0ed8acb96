import { type Client, createClient, createMemoryLink, type ServerEnd } from '@tidemark/core';
import type { ClientFrame, Op, Result, Row, ServerFrame } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { onTestFinished } from 'vitest';
import { watchedStorage } from './watched-storage.ts';

export const CREW: string = build.id(0);

/** Ann's device in memory, live, and a server that holds so many messages of bob. */
export async function openDevice(count = 3) {
  const rows: Row[] = Array.from({ length: count }, (_, i) => build.message(i + 1, { author: 'bob' }));
  let rev = count;
  let elsewhere = 0;
  const link = createMemoryLink();
  const { storage, reads } = watchedStorage();
  const client = await createClient({ storage, transport: link.transport, auth: () => 'token', user: 'ann' });
  onTestFinished(() => client.close());
  const end = await link.accept();
  const head = () => build.head(rev, { ord: rows.length });

  /** Messages get their place; no test has more than one stream besides. */
  function commit({ opId, stream, collection, body }: Op): Result {
    if (stream !== build.stream) return build.ok(opId, ++elsewhere, { stream, ord: undefined });
    if (collection !== 'message') return build.ok(opId, ++rev, { ord: undefined });
    const ord = rows.length + 1;
    rows.push(build.message(ord, { key: opId, rev: ++rev, body: body ?? {} }));
    return build.ok(opId, rev, { ord });
  }

  function answer(frame: ClientFrame): readonly ServerFrame[] {
    switch (frame.type) {
      case 'hello':
        return [build.welcome()];
      case 'list':
        return [build.summaries({ re: frame.id })];
      case 'push':
        return [build.results(...frame.ops.map(commit))];
      case 'pull': {
        const { id: re, stream, epoch = 'e1', want, limit } = frame;
        if (stream !== build.stream) {
          const nothing = build.head(0, { stream, epoch, ord: 0 });
          return [build.changes({ re, stream, epoch, from: 0, to: 0, rows: [], head: nothing })];
        }
        const to = want.kind === 'before' ? want.ord - 1 : want.kind === 'ords' ? want.to : rows.length;
        const from = want.kind === 'ords' ? want.from : Math.max(1, to - limit + 1);
        const newest = want.kind === 'newest' || want.kind === 'since';
        return [build.page({ re, head: head(), newest, ords: [from, to], rows: rows.slice(from - 1, to) })];
      }
      default:
        return [];
    }
  }

  const came: ClientFrame[] = [];
  await serve(end, (frame) => {
    came.push(frame);
    return answer(frame);
  });
  const changed = (row: Row): ServerFrame =>
    build.changes({ rows: [row], from: row.rev - 1, to: row.rev, head: head() });
  return {
    client,
    reads,
    /** The server says this, whatever it is. */
    tell: (...frames: readonly ServerFrame[]) => end.send(frames),
    /** Bob writes; told at once, alone. */
    say(text: string): void {
      const row = build.message(rows.length + 1, { author: 'bob', rev: ++rev, body: { text } });
      rows.push(row);
      end.send([changed(row)]);
    },
    edit(ord: number, text: string): void {
      const row = { ...(rows[ord - 1] as Row), rev: ++rev, body: { text } };
      rows[ord - 1] = row;
      end.send([changed(row)]);
    },
    /** The frames of this type that came. */
    heard: <Type extends ClientFrame['type']>(type: Type) =>
      came.filter((frame): frame is Extract<ClientFrame, { type: Type }> => frame.type === type),
    /** How many observations the client has open. */
    openCount: () => openObservations(client),
  };
}

function openObservations(client: Client): number {
  return client.use(observations).size;
}

const observations = {
  open: ({ sources }: { readonly sources: { readonly open: ReadonlySet<unknown> } }) => sources.open,
};

/** Resolves when the client was welcomed; answers it from then on. */
function serve(end: ServerEnd, answer: (frame: ClientFrame) => readonly ServerFrame[]): Promise<void> {
  return new Promise((resolve) => {
    const answerAll = async (): Promise<void> => {
      for await (const frames of end.frames) {
        end.send(frames.flatMap(answer));
        if (frames.some(({ type }) => type === 'hello')) resolve();
      }
    };
    void answerAll();
  });
}
