import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** One message of a corpus file. */
export interface Line {
  /** The conversation. */
  readonly c: string;
  /** The line number in it, events counted. */
  readonly n: number;
  readonly kind: 'message' | 'action';
  readonly from: string;
  readonly text: string;
  /** The `n` of the line it answers. */
  readonly replyTo?: number | undefined;
}

/** Somebody came, went, or took another name, which the text ends with. */
export interface CorpusEvent {
  readonly c: string;
  readonly n: number;
  readonly kind: 'join' | 'leave' | 'rename';
  readonly from: string;
  readonly text: string;
}

export interface Corpus {
  readonly lines: readonly Line[];
  readonly events: readonly CorpusEvent[];
}

/** The first `limit` messages of a corpus file and the events among them, in its order. Rejects naming the line that does not fit. */
export async function readCorpus(path: string, limit: number = Number.POSITIVE_INFINITY): Promise<Corpus> {
  const bytes = await readFile(path);
  const whole = (path.endsWith('.gz') ? await promisify(gunzip)(bytes) : bytes).toString('utf8');
  const lines: Line[] = [];
  const events: CorpusEvent[] = [];
  let number = 0;
  for (let from = 0; from < whole.length && lines.length < limit; ) {
    const found = whole.indexOf('\n', from);
    const end = found === -1 ? whole.length : found;
    const text = whole.slice(from, end).trim();
    from = end + 1;
    number++;
    const line = text === '' ? undefined : parseLine(text, `${path}:${number}`);
    if (line === undefined) continue;
    if (isSaid(line)) lines.push(line);
    else events.push(line);
  }
  return { lines, events };
}

/** Whether it is a message. */
export const isSaid = (line: Line | CorpusEvent): line is Line => line.kind === 'message' || line.kind === 'action';

const KINDS = ['message', 'action', 'join', 'leave', 'rename'] as const;

function parseLine(text: string, place: string): Line | CorpusEvent | undefined {
  const misfit = (what: string): Error => new Error(`${place}: ${what}`);
  let found: Record<string, unknown>;
  try {
    found = JSON.parse(text);
  } catch {
    throw misfit('is not JSON');
  }
  const { c, n, from, text: said, replyTo } = found;
  const kind = KINDS.find((known) => known === found['kind']);
  if (kind === undefined) return undefined;
  if (typeof c !== 'string' || typeof n !== 'number' || typeof from !== 'string' || typeof said !== 'string')
    throw misfit('needs c, n, from and text');
  if (kind !== 'message' && kind !== 'action') return { c, n, kind, from, text: said };
  return { c, n, kind, from, text: said, ...(typeof replyTo === 'number' && { replyTo }) };
}
