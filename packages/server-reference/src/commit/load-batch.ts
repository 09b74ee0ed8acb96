import type { StreamId } from '@tidemark/protocol';
import { type Need, NOTHING, ownKey, type PushedOp } from '../domain/decision.ts';
import { rulesOf } from '../domain/rules-of.ts';
import type { Log, RowKey, StoredOp, StoredRow } from '../log/log.ts';
import type { Command } from './command.ts';
import { dueOp } from './due.ts';
import { createRowTable, type RowTable } from './row-table.ts';
import type { StreamCache } from './stream-cache.ts';

export interface LoadedBatch {
  /** What is due, where that was asked for. */
  readonly due: readonly StoredRow[];
  readonly ops: readonly StoredOp[];
  readonly rows: RowTable;
  readonly conversations: ReadonlyMap<string, readonly StreamId[]>;
}

/** Bounds the time the event loop is held by what is due at once; the rest is swept right after. */
const ROWS_PER_SWEEP = 500;

/**
 * Reads what deciding the commands needs, each kind of thing at once; the streams go into the cache. First each op's own
 * stream and row, then what its rules ask for in view of these.
 */
export async function loadBatch(
  log: Log,
  cache: StreamCache,
  commands: readonly Command[],
  at: number,
): Promise<LoadedBatch> {
  const due = commands.some(({ kind }) => kind === 'sweep') ? await log.due(at, ROWS_PER_SWEEP) : [];
  const pushed = commands.flatMap((command) => (command.kind === 'push' ? command.ops : [])).concat(due.map(dueOp));
  const rows = createRowTable();
  const load = async (streams: Iterable<StreamId>, keys: readonly RowKey[]): Promise<void> => {
    await cache.load(streams);
    if (keys.length > 0) rows.add(await log.loadRows(keys));
  };
  const ops = await loadOps(log, pushed);
  const conversations = await conversationsOfRenamed(log, pushed);
  rows.add(due);
  await load(
    [...ownStreams(commands, pushed), ...due.map(({ stream }) => stream)],
    pushed.flatMap(({ op }) => (isSending(op) ? [] : [ownKey(op)])),
  );
  const view = {
    stream: cache.get,
    row: rows.get,
    conversationsOf: (user: string): readonly StreamId[] => conversations.get(user) ?? [],
  };
  const needs = pushed.map((each): Need => rulesOf(each.op).needs(each, view)).filter((need) => need !== NOTHING);
  if (needs.length === 0) return { due, ops, rows, conversations };
  await load(
    needs.flatMap((need) => need.streams ?? []),
    needs.flatMap((need) => need.rows ?? []),
  );
  const prefixes = needs.flatMap((need) => need.under ?? []);
  if (prefixes.length > 0) rows.add(await log.loadUnder(prefixes));
  return { due, ops, rows, conversations };
}

/** A message that is sent has no row before, or is a duplicate. */
const isSending = ({ collection, kind, stream }: PushedOp['op']): boolean =>
  collection === 'message' && kind === 'put' && stream.startsWith('conversation:');

function* ownStreams(commands: readonly Command[], pushed: readonly PushedOp[]): Generator<StreamId> {
  for (const { op } of pushed) yield op.stream;
  for (const command of commands) {
    if (command.kind === 'mark') for (const { stream } of command.marks) yield stream;
    else if (command.kind === 'renew') yield command.stream;
  }
}

async function loadOps(log: Log, pushed: readonly PushedOp[]): Promise<readonly StoredOp[]> {
  const opIds = new Set<string>();
  for (const { op } of pushed) {
    opIds.add(op.opId);
    if (op.after !== undefined) opIds.add(op.after);
  }
  return opIds.size === 0 ? [] : log.findOps([...opIds]);
}

async function conversationsOfRenamed(
  log: Log,
  pushed: readonly PushedOp[],
): Promise<ReadonlyMap<string, readonly StreamId[]>> {
  const found = new Map<string, readonly StreamId[]>();
  for (const { op, author } of pushed) {
    if (op.collection !== 'profile' || found.has(author)) continue;
    found.set(author, await log.conversationsOf(author));
  }
  return found;
}
