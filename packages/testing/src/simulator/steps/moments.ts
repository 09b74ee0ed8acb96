import type { Stored } from '@tidemark/core';
import { conversationStream } from '@tidemark/protocol';
import type { SimDevice } from '../device.ts';
import { conversationId } from '../plan.ts';
import { anyDevice, deviceOf, pick, type StepKind } from './step-kind.ts';
import { anyConversation, send, takeBackNewest } from './work.ts';

/** What a device says, by the type of its frame. */
const REQUESTS = ['hello', 'push', 'pull', 'mark', 'list'] as const;
/** What becomes of it: it arrives broken, its connection ends with it, or nothing arrives any more and nobody is told. */
const ENDS = ['broken', 'cut', 'silent'] as const;

/** The oldest message that the device's user wrote and the device holds. */
function firstOf(device: SimDevice, id: string): string | undefined {
  const held = device.disk().view.messages.get(conversationStream(id)) ?? new Map<number, Stored>();
  for (const [, { body }] of [...held].sort(([a], [b]) => a - b)) {
    const { id: found, author, body: said } = body as { id: string; author: string; body?: unknown };
    if (said !== undefined && author === device.user()) return found;
  }
  return undefined;
}

/**
 * Faults that meet the one message or commit that matters, which those that come by the clock hardly ever do. They have
 * no weight: `expandSeed` draws them beside the others.
 */
export const MOMENTS: Readonly<Record<string, StepKind>> = {
  'request-lost': {
    weight: 0,
    draw: (random, settings) => ({
      ...anyDevice(random, settings),
      how: `${pick(random, REQUESTS)}/${pick(random, ENDS)}`,
    }),
    run(scene, step) {
      const [request = '', end = ''] = step.how?.split('/') ?? [];
      const { name, link } = deviceOf(scene, step);
      const of = step.conversation === undefined ? '' : conversationStream(conversationId(step.conversation));
      scene.server.trouble.losesRequests.set(name, { request, of, end });
      // It is said at the beginning of a connection only, and most last to the end.
      if (request === 'hello') link.cut();
    },
  },
  'die-at-store': {
    weight: 0,
    draw: (random, settings) => ({ ...anyDevice(random, settings), how: pick(random, ['meta', 'streams', 'outbox']) }),
    run(scene, step) {
      deviceOf(scene, step).storage.death = { commits: 1, when: 'after', ticks: 0, store: step.how };
    },
  },
  'left-behind': {
    weight: 0,
    draw: anyConversation,
    run(scene, step) {
      const { devices, settings, timers } = scene;
      const device = deviceOf(scene, step);
      const other = devices[((step.device ?? 0) + 1) % devices.length] as SimDevice;
      const id = conversationId(step.conversation ?? 0);
      const first = firstOf(other, id);
      // So many changes are told one by one, and not left to a jump.
      if (device === other || first === undefined || settings.catchUpRevs > 30) return;
      scene.befell('left-behind');
      device.link.setReachable(false);
      scene.until(3_000, () => device.link.setReachable(true));
      other
        .client()
        ?.messages.edit(id, first, { text: `edited by ${step.id}` })
        .catch(scene.refused);
      for (let n = 0; n < settings.catchUpRevs + 3; n++)
        timers.set(100 + n, () => send(scene, other, id, step, `${step.id}.${n}`));
    },
  },
  'died-unanswered': {
    weight: 0,
    chance: 0.2,
    draw: anyConversation,
    run(scene, step) {
      const device = deviceOf(scene, step);
      const { link, name } = device;
      scene.server.trouble.losesResults.set(name, () => {
        if (!device.isRunning()) return;
        scene.befell('died-unanswered');
        device.crash(500, 'process');
        link.setReachable(false);
        // The next process knows from its storage alone what the server may have.
        scene.timers.set(2_000, () => takeBackNewest(scene, device));
        scene.until(4_000, () => link.setReachable(true));
      });
      send(scene, device, conversationId(step.conversation ?? 0), step, `${step.id}`);
    },
  },
  'almost-right': {
    weight: 0,
    chance: 0.2,
    draw: anyConversation,
    run(scene, step) {
      const { disk, link } = deviceOf(scene, step);
      const stream = conversationStream(conversationId(step.conversation ?? 0));
      const { cursor } = disk().view.states.get(stream) ?? {};
      if (!cursor || link.openCount() === 0) return;
      scene.befell('almost-right');
      const { epoch, rev, ord } = cursor;
      // A rev is a number. Who does not look believes to have heard of the next change, and to hold it.
      const head = { stream, epoch, rev: `${rev + 1}`, ord, marksRev: 0, at: 0 };
      link.inject('down', JSON.stringify([{ type: 'changes', stream, epoch, from: rev, to: rev + 1, rows: [], head }]));
    },
  },
  'reads-overtaken': {
    weight: 0,
    draw: anyConversation,
    run(scene, step) {
      const device = deviceOf(scene, step);
      const id = conversationId(step.conversation ?? 0);
      scene.befell('reads-overtaken');
      device.storage.lateMs = () => 300;
      device.hide(id);
      device.show(id, 10);
      // A read that begins then is overtaken.
      for (const atMs of [100, 250, 400]) scene.timers.set(atMs, () => send(scene, device, id, step, `${step.id}`));
      scene.until(1_000, () => {
        device.storage.lateMs = undefined;
      });
    },
  },
};
