import { search } from '@tidemark/core/search';
import { conversationStream } from '@tidemark/protocol';
import { pick, type StepKind, whole } from '../step-kind.ts';
import { send } from '../work.ts';
import { anyMessage, isSeen, use } from './feature-step.ts';
import { jump } from './on-conversations.ts';

/** How people look things up: who has read what, what was said at a time, where a word stands; and take all along. */
export const LOOKING: Readonly<Record<string, StepKind>> = {
  'look-at-receipts': use(5, (acting) => {
    const { conversation, device } = acting;
    const message = isSeen(acting, conversation) ? anyMessage(acting, true) : undefined;
    const ord = message && device.disk().ordOf(conversationStream(conversation), message.id);
    if (ord === undefined) return undefined;
    device.views()?.lookAtReceipts(conversation, ord);
    return Promise.resolve();
  }),
  'jump-to-date': use(
    4,
    async (acting) => {
      const { device, conversation, scene, step } = acting;
      const at = Math.max(0, device.serverNowMs() - (step.forMs ?? 0));
      scene.tell('dated', device, conversation, at, await jump(acting, { at }));
    },
    (random) => ({ forMs: whole(random, -2_000, 30_000) }),
  ),
  'search-words': use(
    4,
    ({ client, step }) => {
      const query = { text: `${step.amount ?? 0}` };
      return step.how === 'everywhere' ? client.use(search).everywhere(query) : client.use(search).query(query);
    },
    (random) => ({ how: pick(random, ['here', 'everywhere']) }),
  ),
  /** In the end of a run with it every device is exported, and imported into an empty one. */
  'take-along': use(2, () => Promise.resolve()),
};

/** In a run with these, what people write leaves their devices at a rate. */
export const PACING: Readonly<Record<string, StepKind>> = {
  'send-many': use(4, (acting) => {
    const { scene, device, conversation, step } = acting;
    if (!isSeen(acting, conversation)) return undefined;
    for (let n = 0; n < 8; n++) send(scene, device, conversation, step, `many ${step.id}.${n}`);
    return Promise.resolve();
  }),
};
