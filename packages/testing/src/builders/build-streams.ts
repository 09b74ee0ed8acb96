import type { Changes, Head, Heads, Marks, Page, Pong, Reset, Row } from '@tidemark/protocol';
import { buildHead, DEFAULT_EPOCH, DEFAULT_STREAM } from './build-rows.ts';

/** Changes that hold these rows and no hole: from the rev before the first, to the last; the head is where they end. */
export function buildChanges(parts: Partial<Changes> & { readonly rows: readonly Row[] }): Changes {
  const { rows, stream = DEFAULT_STREAM, epoch = DEFAULT_EPOCH } = parts;
  const revs = rows.map(({ rev }) => rev);
  const from = parts.from ?? Math.max(0, Math.min(...revs) - 1);
  const to = parts.to ?? Math.max(from, ...revs);
  const head = buildHead(to, { stream, epoch, ord: highestOrd(rows) });
  return { type: 'changes', stream, epoch, from, to, head, ...parts };
}

/** The page of these messages, the newest of their conversation unless a head says otherwise. */
export function buildPage(parts: Partial<Page> & { readonly re: number; readonly rows: readonly Row[] }): Page {
  const { rows, stream = DEFAULT_STREAM, epoch = DEFAULT_EPOCH } = parts;
  const ords = rows.flatMap(({ ord }) => ord ?? []);
  const rev = Math.max(0, ...rows.map((row) => row.rev));
  const head = buildHead(rev, { stream, epoch, ord: highestOrd(rows) });
  const covered: Page['ords'] = ords.length > 0 ? [Math.min(...ords), Math.max(...ords)] : [head.ord + 1, head.ord];
  return { type: 'page', stream, epoch, ords: covered, minOrd: 1, head, newest: true, ...parts };
}

export function buildHeads(...heads: readonly Head[]): Heads {
  return { type: 'heads', heads };
}

export function buildPong(...heads: readonly Head[]): Pong {
  return { type: 'pong', heads };
}

/** Marks that follow marksRev `from`, one raise each. */
export function buildMarks(parts: Partial<Marks> & Pick<Marks, 'marks'>): Marks {
  const from = parts.from ?? 0;
  const to = from + parts.marks.length;
  return { type: 'marks', stream: DEFAULT_STREAM, epoch: DEFAULT_EPOCH, from, to, ...parts };
}

export function buildReset(parts: Partial<Reset> = {}): Reset {
  return { type: 'reset', stream: DEFAULT_STREAM, epoch: 'e2', why: 'epoch', ...parts };
}

function highestOrd(rows: readonly Row[]): number {
  return Math.max(0, ...rows.flatMap(({ ord }) => ord ?? []));
}
