import type { Page, StreamId } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { createAppIndexes } from '../local-db/app-index.ts';
import { openLocalDb } from '../local-db/local-db.ts';
import { memoryStorage } from '../local-db/memory-adapter.ts';
import type { MessageRecord } from '../local-db/records.ts';
import { applyPage } from '../sync/apply-page.ts';
import type { ApplyContext } from '../sync/apply-row.ts';
import { createDraft, type Draft } from '../sync/draft.ts';
import { applySegments, createParking, type Segment } from '../sync/segment.ts';
import { createStreamBook } from '../sync/stream-book.ts';
import type { StreamState } from '../sync/stream-state.ts';
import { plainMarks } from './plain-marks.ts';

/** What a device makes of a stream: ann's database, written by drafts as the sync engine writes it. */
export async function streamBench({ pending = [] as readonly string[] } = {}) {
  const db = await openLocalDb(memoryStorage(), () => {});
  const book = createStreamBook(db);
  const parking = createParking();

  /** One commit. */
  async function commit(work: (draft: Draft, context: ApplyContext) => void, streams = [build.stream]) {
    await book.load(streams);
    const draft = createDraft(book, 'ann');
    const isPending = (opId: string, stream: StreamId) => stream === build.stream && pending.includes(opId);
    work(draft, { draft, me: 'ann', indexes: createAppIndexes(), isPending, isNews: true });
    await db.commit(draft.finish(), { committed: draft.keep });
    return draft;
  }

  return {
    db,
    book,
    parking,
    commit,
    segments(...segments: readonly Partial<Segment>[]) {
      return commit((_draft, context) => {
        for (const parts of segments) {
          const { rows = [] } = parts;
          const to = parts.to ?? Math.max(...rows.map(({ rev }) => rev));
          const from = parts.from ?? Math.min(...rows.map(({ rev }) => rev)) - 1;
          parking.park(build.stream, { epoch: 'e1', from, to, rows, ...parts });
          applySegments(context, build.stream, parking);
        }
      });
    },
    page: (page: Page) => commit((_draft, context) => applyPage({ ...context, isNews: false }, page)),
    state: (stream: StreamId = build.stream) => book.state(stream),
    /** Sets parts of the state, as an earlier life would have left it. */
    become: (parts: Partial<StreamState>) =>
      commit((draft) => {
        Object.assign(draft.stream(build.stream).state, parts);
      }),
    marks: () => plainMarks(book.marks(build.stream)),
    cursor: () => book.state(build.stream).cursor?.rev,
    /** The messages stored, `id: text`, by ord. */
    async messages() {
      const rows = await db.range({ store: 'messages', prefix: [build.stream] });
      return Object.fromEntries(rows.map(({ key, body }) => [key[1], (body as MessageRecord).body?.text]));
    },
    async rows() {
      return (await db.range({ store: 'rows', prefix: [build.stream] })).map(({ key }) => `${key[1]}/${key[2]}`);
    },
  };
}
