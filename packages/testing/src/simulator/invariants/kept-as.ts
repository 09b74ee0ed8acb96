import { parseStream, type StreamId } from '@tidemark/protocol';
import type { Disk, StoredPending } from '../disk.ts';

/** What waits to be written of one row, oldest first; what was refused counts for nothing. */
function waitingOf({ view }: Disk, collection: string, key: string): readonly StoredPending[] {
  const ofRow = ({ op, ended }: StoredPending): boolean =>
    op.collection === collection && op.key === key && ended === undefined;
  return [...view.outbox.values()].filter(ofRow).sort((a, b) => a.n - b.n);
}

/** Whether the user keeps a conversation apart from the list, as it is stored and as it waits. */
export function isArchived(disk: Disk, stream: StreamId): boolean {
  let archived = disk.view.states.get(stream)?.summary.setting?.archived ?? false;
  for (const { op } of waitingOf(disk, 'setting', parseStream(stream).scope)) {
    if (op.body && 'archived' in op.body) archived = op.body['archived'] === true;
  }
  return archived;
}

/** A conversation's title, as what waits has it over what is stored. */
export function titleOf(disk: Disk, stream: StreamId, stored: string | undefined): string | undefined {
  let title = stored;
  for (const { op } of waitingOf(disk, 'conversation', parseStream(stream).scope)) {
    const said = op.kind === 'patch' ? op.body?.['title'] : undefined;
    if (typeof said === 'string') title = said;
  }
  return title;
}

/** Whether the user has asked to leave the conversation, and waits for it; as it is without a write that is taken back. */
export function isLeft(disk: Disk, stream: StreamId, me: string, takenBack?: string): boolean {
  const last = waitingOf(disk, 'member', me).findLast(({ op }) => op.stream === stream && op.opId !== takenBack);
  return last?.op.kind === 'delete';
}
