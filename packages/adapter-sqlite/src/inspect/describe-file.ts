import type { InspectedOp, InspectedStream } from '@tidemark/core/inspect';
import type { FileInspection } from './inspect-file.ts';

/** An inspection for people to read, a line each. What messages say is left out. */
export function describeFile(found: FileInspection): readonly string[] {
  const { path, layoutVersion, schemaVersion, bytes, user, device, rows, streams, ops } = found;
  const failed = ops.filter(({ state }) => state === 'failed' || state === 'conflict').length;
  return [
    printable(path),
    `  schema ${schemaVersion ?? 'none yet'}, layout ${layoutVersion}, ${bytes} bytes`,
    `  user ${printable(user ?? 'not known')}, device ${printable(device ?? 'not named')}`,
    '',
    'rows',
    ...Object.entries(rows).map(([store, count]) => `  ${store.padEnd(10)} ${count}`),
    '',
    `streams: ${streams.length}`,
    ...streams.flatMap(streamLines),
    '',
    `outbox: ${ops.length - failed} waiting, ${failed} failed`,
    ...ops.flatMap(opLines),
  ];
}

function streamLines({ stream, title, cursor, newestOrd, minOrd, ranges, gaps, unread, ...rest }: InspectedStream) {
  const marks = [unread > 0 && `${unread} unread`, rest.isGone && 'gone', rest.isReset && 'another history'];
  const said = [title, ...marks].filter((each) => typeof each === 'string').map((each) => ` · ${printable(each)}`);
  const place = cursor ? `rev ${cursor.rev} · ord ${cursor.ord}` : 'not fetched';
  const spans = (all: readonly { readonly from: number; readonly to: number }[]): string =>
    all.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ') || 'none';
  return [
    `  ${printable(stream)}${said.join('')}`,
    `    ${place}`,
    ...(newestOrd >= minOrd ? [`    held ${spans(ranges)} · gaps ${spans(gaps)}`] : []),
  ];
}

function opLines({ op, state, attempts, createdAt, failure, lane }: InspectedOp): readonly string[] {
  const written = new Date(createdAt).toISOString();
  return [
    `  ${op.opId} ${state} · ${op.collection} ${op.kind} · ${printable(lane)} · tries ${attempts} · ${written}`,
    ...(failure ? [`    ${failure.code}: ${printable(failure.message)}`] : []),
  ];
}

/** Titles and names are other people's: nothing of them moves the cursor of a terminal. */
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '�');
