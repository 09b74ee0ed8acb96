import type { ConversationsView, Message, MessagesView } from '@tidemark/core';
import { conversationStream, type StreamId } from '@tidemark/protocol';
import type { Screen, SimDevice } from '../device.ts';
import type { Disk } from '../disk.ts';
import type { Invariant } from '../hooks.ts';
import { isArchived, isLeft, titleOf } from './kept-as.ts';
import { type Line, linesOf } from './lines-of.ts';

/** A thread stands below its message, and in no list. */
const isListed = (stream: StreamId, kind: string | undefined): boolean =>
  stream.startsWith('conversation:') && kind !== undefined && kind !== 'thread';

/** Whether these are the newest lines; of those whose time may be over any may be missing. */
function isShownAs(rows: readonly Message[], lines: readonly Line[], wanted: number): boolean {
  let at = lines.length - 1;
  for (let n = rows.length - 1; n >= 0; n--) {
    const row = rows[n];
    while (lines[at] && lines[at]?.id !== row?.id && lines[at]?.expiresAt !== undefined) at--;
    const line = lines[at--];
    if (!row || !line || !isLine(row, line)) return false;
  }
  return rows.length === wanted || lines.slice(0, at + 1).every(({ expiresAt }) => expiresAt !== undefined);
}

function isLine({ id, ord, body, delivery, deleted }: Message, line: Line): boolean {
  if (line.id !== id || line.text !== (deleted ? undefined : (body as { text?: string }).text)) return false;
  // That the server has it may be known before its place is held.
  if (line.ord === undefined) return line.delivery === delivery || (ord !== undefined && delivery !== 'failed');
  return line.ord === ord && line.delivery === delivery;
}

/** Observers are told every change, and nothing that is not so. */
export const LAST_EMISSION: Invariant = {
  rule: 'SIM-14',
  name: 'what an observer was told last is what a query of the store gives, whenever a device is at rest',
  watch({ settings, fail }) {
    const hides = settings.features?.includes('hide-message') ?? false;
    const shown = new Map<SimDevice, Map<string, MessagesView>>();
    const listed = new Map<SimDevice, ConversationsView>();

    function checkScreen(device: SimDevice, disk: Disk, conversationId: string, { window, wanted }: Screen): void {
      const told = shown.get(device)?.get(conversationId);
      const now = window.getSnapshot();
      if (now !== told) fail(`${device.name} shows ${conversationId} anew, and told nobody`);
      if (!told) return;
      const expected = linesOf(disk, conversationId, wanted, { me: device.user(), hides });
      if (isShownAs(told.rows, expected, wanted)) return;
      const text = (lines: readonly { id: string; ord?: number | undefined; delivery: string }[]): string =>
        lines.map(({ id, ord, delivery }) => `${id.slice(-4)}@${ord ?? ''} ${delivery}`).join(', ');
      fail(
        `${device.name} shows in ${conversationId} (${wanted}): ${text(told.rows)}; the store has: ${text(expected)}`,
      );
    }

    function checkList(device: SimDevice, disk: Disk): void {
      const told = listed.get(device);
      if (device.list()?.getSnapshot() !== told) fail(`${device.name} lists conversations anew, and told nobody`);
      if (!told) return;
      const expected = new Set<string>();
      const isKept = (stream: StreamId): boolean =>
        !disk.view.states.get(stream)?.gone && !isArchived(disk, stream) && !isLeft(disk, stream, device.user());
      for (const { stream, summary } of disk.view.states.values()) {
        if (isListed(stream, summary.kind) && isKept(stream)) expected.add(stream);
      }
      // Who writes first and creates then creates all the same (VIE-6).
      for (const { op } of disk.view.outbox.values()) {
        const isCreation = op.collection === 'conversation' && op.kind === 'put';
        if (isCreation && isListed(op.stream, String(op.body?.['kind'])) && isKept(op.stream)) expected.add(op.stream);
      }
      const found = told.rows.map(({ id }) => conversationStream(id));
      if (found.length !== expected.size || !found.every((stream) => expected.has(stream))) {
        fail(`${device.name} lists ${found.join(' ')}, the store has ${[...expected].join(' ')}`);
      }
      for (const { id, title, kind } of told.rows) {
        const { summary } = disk.view.states.get(conversationStream(id)) ?? {};
        const expectedTitle = titleOf(disk, conversationStream(id), summary?.title);
        if (summary?.kind !== undefined && (expectedTitle !== title || summary.kind !== kind)) {
          fail(`${device.name} lists ${id} as ${title}, the store has ${expectedTitle}`);
        }
      }
    }

    /** A conversation by itself is the row of the list. */
    function checkOnes(device: SimDevice): void {
      const rows = new Map(listed.get(device)?.rows.map((row) => [row.id, row]));
      for (const [id, { observed, last }] of device.views()?.conversations ?? []) {
        const now = observed.getSnapshot();
        if (now !== last) fail(`${device.name} shows the conversation ${id} anew, and told nobody`);
        const one = now?.conversation;
        const row = rows.get(id);
        const isUnlisted = one === undefined || one.archived || one.kind === 'thread';
        if (row ? JSON.stringify(one) !== JSON.stringify(row) : !isUnlisted)
          fail(`${device.name} shows ${id} as ${JSON.stringify(one)}, and lists it as ${JSON.stringify(row)}`);
      }
    }

    return {
      opened(device) {
        shown.delete(device);
        listed.delete(device);
      },
      shown(device, conversationId, view) {
        const screens = shown.get(device) ?? new Map<string, MessagesView>();
        shown.set(device, screens.set(conversationId, view));
      },
      listed(device, view) {
        listed.set(device, view);
      },
      hidden(device, conversationId) {
        shown.get(device)?.delete(conversationId);
      },
      settled(device, disk) {
        for (const [conversationId, screen] of device.screens()) checkScreen(device, disk, conversationId, screen);
        checkList(device, disk);
        checkOnes(device);
      },
    };
  },
};
