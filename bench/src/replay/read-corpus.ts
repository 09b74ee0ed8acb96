import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** One message of a corpus file; joins, leaves and other events of the log are no messages. */
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

/** The first `limit` messages of a corpus file, in its order. Rejects naming the line that does not fit. */
export async function readCorpus(path: string, limit: number = Number.POSITIVE_INFINITY): Promise<readonly Line[]> {
  const bytes = await readFile(path);
  const whole = (path.endsWith('.gz') ? await promisify(gunzip)(bytes) : bytes).toString('utf8');
  const lines: Line[] = [];
  let number = 0;
  for (let from = 0; from < whole.length && lines.length < limit; ) {
    const found = whole.indexOf('\n', from);
    const end = found === -1 ? whole.length : found;
    const text = whole.slice(from, end).trim();
    from = end + 1;
    number++;
    const line = text === '' ? undefined : parseLine(text, `${path}:${number}`);
    if (line) lines.push(line);
  }
  return lines;
}

function parseLine(text: string, place: string): Line | undefined {
  const misfit = (what: string): Error => new Error(`${place}: ${what}`);
  let found: Record<string, unknown>;
  try {
    found = JSON.parse(text);
  } catch {
    throw misfit('is not JSON');
  }
  const { c, n, kind, from, text: said, replyTo } = found;
  if (kind !== 'message' && kind !== 'action') return undefined;
  if (typeof c !== 'string' || typeof n !== 'number' || typeof from !== 'string' || typeof said !== 'string')
    throw misfit('needs c, n, from and text');
  return { c, n, kind, from, text: said, ...(typeof replyTo === 'number' && { replyTo }) };
}
