import type { Crossed } from '../memory-network/memory-network.ts';

/** What took place, for people and for comparing two runs. */
export interface Trace {
  crossed(message: Crossed): void;
  note(atMs: number, text: string): void;
  /** A number that differs as soon as anything crossed differently. */
  digest(): string;
  lines(): readonly string[];
}

/** `lines`: keep what people read; `digest`: keep the sum; either costs time. */
export function createTrace(keep: { readonly lines: boolean; readonly digest: boolean }): Trace {
  const lines: string[] = [];
  let [left, right] = [0x811c9dc5, 0x01000193];

  function add(text: string): void {
    for (let at = 0; at < text.length; at++) {
      left = Math.imul(left ^ text.charCodeAt(at), 0x01000193);
      right = Math.imul(right + text.charCodeAt(at), 0x85ebca6b) ^ (right >>> 13);
    }
  }

  return {
    crossed({ device, direction, atMs, text }) {
      if (keep.digest) add(`${device}${direction}${atMs}${text}`);
      if (!keep.lines) return;
      const way = direction === 'up' ? `${device} → server` : `server → ${device}`;
      lines.push(shorten(`${stamp(atMs)}  ${way}: ${summary(text)}`));
    },
    note(atMs, text) {
      if (keep.digest) add(`${atMs}${text}`);
      if (keep.lines) lines.push(shorten(`${stamp(atMs)}  ${text}`));
    },
    digest: () => `${(left >>> 0).toString(16)}${(right >>> 0).toString(16)}`,
    lines: () => lines,
  };
}

const stamp = (atMs: number): string => `${(atMs / 1000).toFixed(3)} s`.padStart(12);

/** Conversations by the numbers the plan gives them. */
const shorten = (line: string): string => line.replaceAll(/01900000-0000-7000-8000-00000000000(\d)/g, 'c$1');

/** One message in the histories' notation: `a1'` is pending, `a1@7` has the place 7. */
function summary(text: string): string {
  try {
    const frames = JSON.parse(text) as readonly AnyFrame[];
    return frames.map(frameText).join('  ');
  } catch {
    return `not JSON: ${text.slice(0, 60)}`;
  }
}

interface AnyRow {
  readonly collection: string;
  readonly key: string;
  readonly ord?: number;
  readonly rev: number;
  readonly body?: { readonly text?: string };
}

const rowText = ({ collection, key, ord, rev, body }: AnyRow): string =>
  ord === undefined ? `${collection}/${key}#${rev}` : `${body?.text ?? key}@${ord}`;

interface AnyFrame {
  readonly type: string;
  readonly stream?: string;
  readonly from?: number;
  readonly to?: number;
  readonly ords?: readonly number[];
  readonly want?: unknown;
  readonly cursors?: unknown;
  readonly ops?: readonly AnyOp[];
  readonly results?: readonly AnyResult[];
  readonly rows?: readonly AnyRow[];
  readonly heads?: readonly AnyHead[];
  readonly summaries?: readonly AnyHead[];
}

interface AnyHead {
  readonly stream: string;
  readonly rev: number;
  readonly ord: number;
}

const headText = ({ stream, rev, ord }: AnyHead): string => `${stream}@${ord}#${rev}`;

function frameText(frame: AnyFrame): string {
  const { type, stream, from, to, ords, want, cursors, ops = [], results = [], rows = [] } = frame;
  const { heads = frame.summaries ?? [] } = frame;
  switch (type) {
    case 'push':
      return `push ${ops.map(opText).join(' ')}`;
    case 'results':
      return `results ${results.map(resultText).join(' ')}`;
    case 'changes':
      return `changes ${stream} #${from}→#${to} ${rows.map(rowText).join(' ')}`;
    case 'page':
      return `page ${stream} @${ords?.join('–@')} ${rows.map(rowText).join(' ')}`;
    case 'pull':
      return `pull ${stream} ${JSON.stringify(want)}`;
    case 'heads':
    case 'pong':
    case 'summaries':
      return `${type} ${heads.map(headText).join(' ')}`;
    case 'hello':
      return `hello ${JSON.stringify(cursors)}`;
    case 'ping':
      return 'ping';
    default:
      return JSON.stringify(frame).slice(0, 160);
  }
}

interface AnyOp {
  readonly opId: string;
  readonly stream: string;
  readonly collection: string;
  readonly key?: string;
  readonly body?: { readonly text?: string };
}

const opText = ({ opId, stream, collection, key, body }: AnyOp): string =>
  collection === 'message' ? `${stream}/${body?.text}'` : `${stream}/${collection}/${key ?? opId}'`;

interface AnyResult {
  readonly opId: string;
  readonly ok?: { readonly stream: string; readonly rev: number; readonly ord?: number; readonly duplicate?: boolean };
  readonly error?: { readonly code: string };
}

const resultText = ({ opId, ok, error }: AnyResult): string =>
  ok
    ? `${ok.stream}${ok.ord === undefined ? '' : `@${ok.ord}`}#${ok.rev}${ok.duplicate ? ' (again)' : ''}`
    : `${opId.slice(-4)}: ${error?.code}`;
