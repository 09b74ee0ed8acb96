import type { ConversationsView, MessagesView } from '@tidemark/core';
import { conversationStream } from '@tidemark/protocol';
import type { Screen, SimDevice } from '../device.ts';
import type { Disk, StoredMarks, StoredPending } from '../disk.ts';
import type { Invariant } from '../hooks.ts';

/** A message as a screen shows it, and as a query of the store makes it. */
interface Line {
  readonly id: string;
  readonly ord: number | undefined;
  readonly text: string;
  readonly delivery: string;
}

/** How far everybody else has received and read; undefined where there is nobody else. */
function reachOf(marks: StoredMarks, me: string): readonly [number, number] | undefined {
  const others = Object.entries(marks).filter(([user]) => user !== me);
  if (others.length === 0) return undefined;
  return [Math.min(...others.map(([, [delivered]]) => delivered)), Math.min(...others.map(([, [, read]]) => read))];
}

function deliveryAt(ord: number, reach: readonly [number, number] | undefined): string {
  if (!reach || reach[0] < ord) return 'sent';
  return reach[1] < ord ? 'delivered' : 'read';
}

/** The newest messages of a conversation as the store has them, the pending ones last. */
function query({ view }: Disk, conversationId: string, wanted: number, me: string): readonly Line[] {
  const stream = conversationStream(conversationId);
  const held = view.messages.get(stream);
  const reach = reachOf(view.states.get(stream)?.marks ?? {}, me);
  const lines: Line[] = [];
  const ids = new Set<string>();
  const ranges = view.states.get(stream)?.ranges ?? [];
  for (let n = ranges.length - 1; n >= 0; n--) {
    const { from, to } = ranges[n] ?? { from: 1, to: 0 };
    for (let ord = to; ord >= from && lines.length < wanted; ord--) {
      const row = held?.get(ord);
      // That ranges are the rows held is SIM-5.
      if (!row) continue;
      const { id, author, body } = row.body as { id: string; author: string; body?: { text?: string } };
      ids.add(id);
      lines.push({ id, ord, text: body?.text ?? '', delivery: author === me ? deliveryAt(ord, reach) : 'received' });
    }
  }
  lines.reverse();
  const pending = [...view.outbox.values()]
    .filter(({ op }) => op.stream === stream && op.collection === 'message' && op.kind === 'put' && !ids.has(op.opId))
    .sort((a, b) => a.n - b.n);
  for (const { op, ended } of pending) {
    const { text = '' } = (op.body ?? {}) as { text?: string };
    lines.push({ id: op.opId, ord: undefined, text, delivery: ended ? 'failed' : 'sending' });
  }
  return lines.slice(-wanted);
}

/** Observers are told every change, and nothing that is not so. */
export const LAST_EMISSION: Invariant = {
  rule: 'SIM-14',
  name: 'what an observer was told last is what a query of the store gives, whenever a device is at rest',
  watch({ fail }) {
    const shown = new Map<SimDevice, Map<string, MessagesView>>();
    const listed = new Map<SimDevice, ConversationsView>();

    function checkScreen(device: SimDevice, disk: Disk, conversationId: string, { window, wanted }: Screen): void {
      const told = shown.get(device)?.get(conversationId);
      const now = window.getSnapshot();
      if (now !== told) fail(`${device.name} shows ${conversationId} anew, and told nobody`);
      if (!told) return;
      const expected = query(disk, conversationId, wanted, device.user());
      const isSame =
        told.rows.length === expected.length &&
        told.rows.every(({ id, ord, body, delivery }, i) => {
          const line = expected[i];
          if (line?.id !== id || (line.text !== (body as { text?: string }).text && line.text !== '')) return false;
          // That the server has it may be known before its place is held.
          if (line.ord === undefined) return line.delivery === delivery || (ord !== undefined && delivery !== 'failed');
          return line.ord === ord && line.delivery === delivery;
        });
      if (isSame) return;
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
      for (const { stream, gone, summary } of disk.view.states.values()) {
        if (stream.startsWith('conversation:') && !gone && summary.kind !== undefined) expected.add(stream);
      }
      const first = new Map<string, StoredPending>();
      for (const pending of disk.view.outbox.values()) {
        if (pending.n < (first.get(pending.lane)?.n ?? Number.POSITIVE_INFINITY)) first.set(pending.lane, pending);
      }
      for (const { op } of first.values()) {
        const isCreation = op.collection === 'conversation' && op.kind === 'put';
        if (isCreation && !disk.view.states.get(op.stream)?.gone) expected.add(op.stream);
      }
      const found = told.rows.map(({ id }) => conversationStream(id));
      if (found.length !== expected.size || !found.every((stream) => expected.has(stream))) {
        fail(`${device.name} lists ${found.join(' ')}, the store has ${[...expected].join(' ')}`);
      }
      for (const { id, title, kind } of told.rows) {
        const { summary } = disk.view.states.get(conversationStream(id)) ?? {};
        if (summary?.kind !== undefined && (summary.title !== title || summary.kind !== kind)) {
          fail(`${device.name} lists ${id} as ${title}, the store has ${summary.title}`);
        }
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
      },
    };
  },
};
