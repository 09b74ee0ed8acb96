import type { Stored } from '@tidemark/core';
import type { StreamId } from '@tidemark/protocol';
import type { SimDevice } from '../device.ts';
import { type Disk, marksOf, type StoredState } from '../disk.ts';
import type { Invariant } from '../hooks.ts';
import { visibleFrom } from '../server-access.ts';
import { rowIdOf } from '../server-history.ts';
import { isFresh } from './is-fresh.ts';
import { createTakenBackOps } from './taken-back-ops.ts';

/** In the end everybody has the same, and everything that anybody was promised is in it. */
export const ALL_EQUAL: Invariant = {
  rule: 'SIM-16',
  name: 'in the end outboxes are empty, all replicas equal, and every message that is safe on a device is the server’s',
  watch({ devices, server, fail, befell }) {
    /** Messages an app was told are safe, with the disk that has to bring them to the server. */
    const promised = new Map<string, { readonly disk: Disk; readonly stream: StreamId }>();
    const cancelled = createTakenBackOps();
    /** Of those the server had when a backup took its place: the disks that can bring them back. */
    const lost = new Map<string, { readonly stream: StreamId; readonly holders: Set<Disk> }>();

    function forget(disk: Disk, ids: Iterable<string> = [...lost.keys()]): void {
      for (const id of ids) {
        const each = lost.get(id);
        if (!each?.holders.delete(disk) || each.holders.size > 0) continue;
        befell('lost-with-backup');
        lost.delete(id);
      }
    }

    /** Nobody brings back what was deleted, or may be over by then (DIS-4). */
    function isWhole(disk: Disk, stream: StreamId, id: string): boolean {
      const row = disk.view.messages.get(stream)?.get(disk.ordOf(stream, id) ?? 0);
      const { body, expiresAt } = (row?.body ?? {}) as { readonly body?: unknown; readonly expiresAt?: number };
      return body !== undefined && expiresAt === undefined;
    }

    /** The author's devices are the backup (PRO-13), as far as they hold the message. */
    function holdersOf(id: string, stream: StreamId, author: string): Set<Disk> {
      const holders = new Set<Disk>();
      for (const device of devices) {
        for (const [user, disk] of device.disksByUser()) {
          if (user === author && (disk.view.outbox.has(id) || isWhole(disk, stream, id))) holders.add(disk);
        }
      }
      return holders;
    }

    function mustEqual(device: SimDevice, disk: Disk, state: StoredState): void {
      const { stream, cursor, gone } = state;
      const found = server.store().streams.get(stream);
      const isConversation = stream.startsWith('conversation:');
      const from = isConversation ? visibleFrom(server.store(), stream, device.user()) : 1;
      if (gone || !cursor || !found || from === undefined) return;
      const { messages, rows } = disk.view;
      for (const [ord, { rev }] of messages.get(stream) ?? []) {
        // Held from before one left: nothing more is told of it.
        if (ord < from) continue;
        const range = state.ranges.find(({ from, to }) => from <= ord && ord <= to);
        const row = found.messages[ord - 1];
        // What is in doubt is fetched when somebody looks.
        if (range?.rev === undefined && row?.rev !== rev)
          fail(`${device.name} holds ${stream}@${ord}#${rev}, the server has #${row?.rev}`);
      }
      const held = rows.get(stream);
      let count = 0;
      for (const { collection, key, rev, body, about } of found.rows.values()) {
        const mine = held?.get(rowIdOf(collection, key));
        if (mine && (body !== null || (about ?? from) < from)) count++;
        // What is about a message comes and goes with it.
        if (about !== undefined && (about < from || !isFresh(state, about))) continue;
        mustSayTheSame(device, stream, rowIdOf(collection, key), mine, body);
        if (mine?.rev !== (body === null ? undefined : rev)) {
          fail(`${device.name} holds ${stream} ${collection}/${key}#${mine?.rev}, the server has ${body}#${rev}`);
        }
      }
      if ((held?.size ?? 0) !== count)
        fail(`${device.name} holds ${held?.size} rows of ${stream}, the server has ${count} of them`);
      const marks = marksOf(disk.view, stream);
      for (const [user, { delivered, read, ownDelivered, ownRead }] of found.marks) {
        const mark = marks[user];
        if (!mark) continue;
        const expected = user === device.user() ? [ownDelivered, ownRead] : [delivered, read];
        // Of messages from before one joined nobody is told whose they are, nor so how far their authors came by them.
        if (mark.some((ord, n) => Math.max(ord, from - 1) !== Math.max(expected[n] ?? 0, from - 1))) {
          fail(`${device.name} holds for ${user} in ${stream} the marks @${mark}, the server has @${expected}`);
        }
      }
    }

    function mustSayTheSame(
      device: SimDevice,
      stream: StreamId,
      id: string,
      mine: Stored | undefined,
      body: string | null,
    ): void {
      if (!mine || body === null) return;
      const said = JSON.stringify((mine.body as { readonly body: unknown }).body);
      if (said !== JSON.stringify(JSON.parse(body)))
        fail(`${device.name} holds ${stream} ${id.replace('\n', '/')} as ${said}, the server has ${body}`);
    }

    /** Of a conversation that one has left one holds what one saw until then. */
    function mustEndWith(device: SimDevice, disk: Disk, stream: StreamId, leftAt: number): void {
      const { gone, cursor } = disk.view.states.get(stream) ?? {};
      if (!gone) fail(`${device.name} holds ${stream}, of which ${device.user()} is no member`);
      if (cursor?.epoch !== server.store().streams.get(stream)?.record.epoch) return;
      for (const [ord, { rev }] of disk.view.messages.get(stream) ?? [])
        if (rev > leftAt) fail(`${device.name} holds ${stream}@${ord}#${rev}, and ${device.user()} left at #${leftAt}`);
    }

    /** Nobody holds what is not theirs, and everybody knows what is. */
    function mustBeMine(device: SimDevice, disk: Disk): void {
      const user = device.user();
      for (const [stream, { record, rows }] of server.store().streams) {
        if (!stream.startsWith('conversation:')) continue;
        const member = rows.get(rowIdOf('member', user));
        const isMember = visibleFrom(server.store(), stream, user) !== undefined;
        // Who ceases to see a thread with its parent holds what they saw of it.
        if (!isMember && (member?.body ?? null) !== null) continue;
        const state = disk.view.states.get(stream);
        const isKnown = state !== undefined && !state.gone;
        if (isMember && !isKnown) fail(`${device.name} does not know ${stream}, of which ${user} is a member`);
        if (!isMember && (disk.view.messages.get(stream)?.size ?? 0) > 0)
          mustEndWith(device, disk, stream, member?.rev ?? 0);
        if (isMember && state?.head && !state.cursor && state.head.ord !== record.ord) {
          fail(`${device.name} lists ${stream} with @${state.head.ord}, the server has @${record.ord}`);
        }
      }
    }

    return {
      saved(_device, disk, { id, conversationId }) {
        // Taken back while it was being saved.
        const stream: StreamId = `conversation:${conversationId}`;
        if (!cancelled.has({ opId: id, stream })) promised.set(id, { disk, stream });
      },
      cancelling(device, opId) {
        cancelled.add(opId);
        for (const [id, { stream }] of promised) if (cancelled.has({ opId: id, stream })) promised.delete(id);
        // Brought back, refused (one was no member then), and given up: this device brings it no more.
        const given = [...lost].filter(([id, { stream }]) => cancelled.has({ opId: id, stream }));
        forget(
          device.disk(),
          given.map(([id]) => id),
        );
      },
      wiped(_device, disk) {
        for (const [id, each] of promised) if (each.disk === disk && !server.store().ops.has(id)) promised.delete(id);
        forget(disk);
      },
      serverRestarted(how) {
        if (how === 'same') return;
        const { ops } = server.store();
        for (const [id, { stream, disk }] of promised) {
          if (ops.has(id) || disk.view.outbox.has(id)) continue;
          const author = devices.flatMap((device) => [...device.disksByUser()]).find(([, each]) => each === disk)?.[0];
          const holders = holdersOf(id, stream, author ?? '');
          promised.delete(id);
          lost.set(id, { stream, holders });
          if (holders.size > 0) continue;
          befell('lost-with-backup');
          lost.delete(id);
        }
      },
      deviceCommitted(_device, disk, changes) {
        if (lost.size === 0) return;
        for (const change of changes) {
          if ('put' in change && change.store === 'messages') {
            const { id, body } = change.put.body as { readonly id: string; readonly body?: unknown };
            if (body === undefined) lost.delete(id);
          }
          if (!('deleteRange' in change) || change.store !== 'messages' || change.deleteRange.to === undefined)
            continue;
          // It went to make room before the device heard of the new history.
          const gone = [...lost].filter(
            ([id, each]) =>
              each.stream === change.deleteRange.prefix[0] &&
              disk.ordOf(each.stream, id) === undefined &&
              !disk.view.outbox.has(id),
          );
          forget(
            disk,
            gone.map(([id]) => id),
          );
        }
      },
      ended() {
        const { ops } = server.store();
        for (const [id, { stream, disk }] of promised) {
          if (ops.has(id) || disk.view.outbox.has(id)) continue;
          fail(`${id} was safe on a device, and is not in ${stream} at the end`);
        }
        for (const [id, { stream, holders }] of lost) {
          // Who is no member any more brings nothing back.
          const isPresent = devices.some(
            (device) => holders.has(device.disk()) && visibleFrom(server.store(), stream, device.user()) !== undefined,
          );
          if (isPresent && !ops.has(id))
            fail(`${id} went with a backup, was held by its author, and is not in ${stream} at the end`);
        }
        for (const device of devices) {
          const disk = device.disk();
          if (disk.view.outbox.size > 0) fail(`${device.name} keeps ${disk.view.outbox.size} ops in its outbox`);
          for (const state of disk.view.states.values()) mustEqual(device, disk, state);
          mustBeMine(device, disk);
        }
      },
    };
  },
};
