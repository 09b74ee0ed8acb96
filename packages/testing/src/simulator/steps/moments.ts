import { conversationId } from '../plan.ts';
import { anyDevice, deviceOf, pick, type StepKind } from './step-kind.ts';
import { anyConversation, send } from './work.ts';

/** What a device says, by the type of its frame. */
const REQUESTS = ['hello', 'push', 'pull', 'mark', 'list'] as const;
/** What becomes of it: it arrives broken, its connection ends with it, or nothing arrives any more and nobody is told. */
const ENDS = ['broken', 'cut', 'silent'] as const;

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
      scene.server.trouble.losesRequests.set(name, { request, end });
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
