import type { Change, OpenSpec, Read, StorageAdapter } from '@tidemark/core';

const CONVERSATIONS = 100;
const COMMIT_ROWS = 1000;
const READS = 300;
const WINDOW = 57;
const SPEC: OpenSpec = {
  name: 'pages',
  stores: [{ name: 'messages', keyArity: 2, indexes: { id: 1 }, clustered: true }],
};

/**
 * What the size of a page changes: writing much, reading the end of a conversation, one message, and rewriting one.
 * `bulk` is told in milliseconds for all, the others as the median of many.
 */
export async function measurePages(
  open: () => StorageAdapter,
  messages: number,
): Promise<Readonly<Record<string, number>>> {
  const each = messages / CONVERSATIONS;
  const first = open();
  await first.open(SPEC);
  const beganMs = performance.now();
  for (let i = 0; i < CONVERSATIONS; i++) {
    for (let ord = 1; ord <= each; ord += COMMIT_ROWS) {
      const count = Math.min(COMMIT_ROWS, each - ord + 1);
      await first.commit(Array.from({ length: count }, (_, n) => putMessage(i, ord + n)));
    }
  }
  const bulk = performance.now() - beganMs;
  // Batches wait to be indexed: an idle second and some more.
  await new Promise((resolve) => setTimeout(resolve, 5000));
  await first.close();

  const storage = open();
  await storage.open(SPEC);
  const times = async (work: (n: number) => Promise<unknown>): Promise<number> => {
    const samples: number[] = [];
    for (let n = 0; n < READS; n++) {
      const startMs = performance.now();
      await work(n);
      samples.push(performance.now() - startMs);
    }
    return samples.slice(READS / 10).sort((a, b) => a - b)[READS / 2 - READS / 20] ?? Number.NaN;
  };
  const ask = (read: Read) => storage.read([read]);
  // Far apart, so that no two in a row are of one page.
  const at = (n: number) => ({ i: (n * 37) % CONVERSATIONS, ord: 1 + ((n * 7919) % each) });
  const newest = await times((n) =>
    ask({ store: 'messages', prefix: [streamAt(at(n).i)], reverse: true, limit: WINDOW }),
  );
  const one = await times((n) => ask({ store: 'messages', get: [[streamAt(at(n).i), at(n).ord]] }));
  const byId = await times((n) => ask({ store: 'messages', index: 'id', prefix: [idAt(at(n).i, at(n).ord)] }));
  const rewrite = await times((n) => storage.commit([putMessage(at(n).i, at(n).ord, 2)]));
  await storage.destroy();
  return { bulk, newest, one, byId, rewrite };
}

const uuid = (n: number): string => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const idAt = (i: number, ord: number): string => uuid(i * 0x1_0000_0000 + ord);
const streamAt = (i: number): string => `conversation:${uuid(i)}`;

/** About 300 bytes. */
function putMessage(i: number, ord: number, rev = 1): Change {
  const text = `${'the tide is coming in, '.repeat(9)}${ord}`;
  const body = { id: idAt(i, ord), author: 'ann', at: ord * 1000, body: { text } };
  return { store: 'messages', put: { key: [streamAt(i), ord], rev, keys: { id: [[body.id]] }, body } };
}
