import type { StreamId, WireCode } from '@tidemark/protocol';
import { encodeRow } from '../log/encode-row.ts';
import type { StoredOp, StoredRow } from '../log/log.ts';
import { refusal } from './error-frame.ts';

export interface CommittedText {
  readonly opId: string;
  readonly stream: StreamId;
  readonly epoch: string;
  readonly rev: number;
  readonly from?: number | undefined;
  readonly ord?: number | undefined;
  readonly at: number;
  readonly rows?: readonly StoredRow[] | undefined;
}

/** One `ok` entry of `results`, as text. */
export function okText({ opId, stream, epoch, rev, from, ord, at, rows }: CommittedText): string {
  const place = `"rev":${rev}${from === undefined ? '' : `,"from":${from}`}${ord === undefined ? '' : `,"ord":${ord}`}`;
  const told = rows === undefined ? '' : `,"rows":[${rows.map(encodeRow).join(',')}]`;
  return `{"opId":"${opId}","ok":{"stream":${JSON.stringify(stream)},"epoch":"${epoch}",${place},"at":${at}${told}}}`;
}

/** PRO-6: where the op was committed the first time. */
export function duplicateText({ opId, stream, epoch, rev, ord, at }: StoredOp): string {
  return JSON.stringify({ opId, ok: { stream, epoch, rev, ord, at, duplicate: true } });
}

export function refusedText(opId: string, code: WireCode, info: RefusedInfo = {}): string {
  const { found, row, retryAfterMs } = info;
  const head = JSON.stringify({ ...refusal(code, found), retryAfterMs });
  const error = row === undefined ? head : `${head.slice(0, -1)},"row":${encodeRow(row)}}`;
  return `{"opId":"${opId}","error":${error}}`;
}

interface RefusedInfo {
  readonly found?: string | undefined;
  readonly row?: StoredRow | undefined;
  readonly retryAfterMs?: number | undefined;
}

export function resultsFrame(results: readonly string[]): string {
  return `{"type":"results","results":[${results.join(',')}]}`;
}
