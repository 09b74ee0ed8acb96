import { recordOf } from '../commit/cached-stream.ts';
import type { Step } from '../commit/outcome.ts';
import { encodeRow, headOf } from '../log/encode-row.ts';
import type { StoredRow } from '../log/log.ts';

/** Live `changes` frames stay below this, so that one slow reader's queue is made of small parts. */
const FRAME_TEXT = 262_144;

/** Encodes each row once a batch, however many sessions it goes to. */
export type RowText = (row: StoredRow) => string;

export function createRowText(): RowText {
  const texts = new Map<StoredRow, string>();
  return (row) => {
    const known = texts.get(row);
    if (known !== undefined) return known;
    const text = encodeRow(row);
    texts.set(row, text);
    return text;
  };
}

/** Steps of one stream that follow one another, as `changes` frames that do. */
export function changesFrames(steps: readonly Step[], rowText: RowText): readonly string[] {
  const frames: string[] = [];
  let first = 0;
  let length = 0;
  for (const [index, step] of steps.entries()) {
    for (const row of step.rows) length += row.body?.length ?? 0;
    if (length < FRAME_TEXT && index < steps.length - 1) continue;
    frames.push(changesFrame(steps.slice(first, index + 1), rowText));
    first = index + 1;
    length = 0;
  }
  return frames;
}

function changesFrame(steps: readonly Step[], rowText: RowText): string {
  const [first] = steps;
  const last = steps.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('a changes frame holds at least one step');
  const { state } = last;
  const head = JSON.stringify(headOf(recordOf(state)));
  const rows = newestRows(steps).map(rowText).join(',');
  return (
    `{"type":"changes","stream":${JSON.stringify(state.stream)},"epoch":"${state.epoch}","from":${first.from},` +
    `"to":${last.to},"rows":[${rows}],"head":${head}}`
  );
}

/** A row that changed twice is told once, in its last state, at its last rev. */
function newestRows(steps: readonly Step[]): readonly StoredRow[] {
  const rows = steps.flatMap((step) => step.rows);
  if (rows.length === 1) return rows;
  const last = new Map<string, StoredRow>();
  for (const row of rows) last.set(`${row.collection}\n${row.key}`, row);
  return last.size === rows.length ? rows : rows.filter((row) => last.get(`${row.collection}\n${row.key}`) === row);
}
