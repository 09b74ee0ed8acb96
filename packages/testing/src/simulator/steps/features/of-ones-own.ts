import { drafts, presence, scheduled, typing } from '@tidemark/core';
import { userStream } from '@tidemark/protocol';
import { pick, type StepKind, whole } from '../step-kind.ts';
import { type Acting, after, anyRow, isSeen, use } from './feature-step.ts';

const anyScheduled = (acting: Acting) => anyRow(acting, userStream(acting.device.user()), 'scheduled');

/** What a person begins, plans, or shows of themselves. */
export const OF_ONES_OWN: Readonly<Record<string, StepKind>> = {
  draft: use(6, (acting) => {
    const { client, conversation, step } = acting;
    client.use(drafts).set(conversation, { text: `draft ${step.id}` });
    return client.use(drafts).save();
  }),
  'clear-draft': after('draft', 4, (acting) => {
    const row = anyRow(acting, userStream(acting.device.user()), 'draft');
    if (!row) return undefined;
    acting.client.use(drafts).clear(row.key);
    return acting.client.use(drafts).save();
  }),
  schedule: use(
    6,
    (acting) => {
      const { client, conversation, step, device } = acting;
      if (!isSeen(acting, conversation)) return undefined;
      const at = device.serverNowMs() + (step.forMs ?? 0);
      return client.use(scheduled).schedule(conversation, { text: `scheduled ${step.id}` }, at);
    },
    (random) => ({ forMs: whole(random, -1_000, 30_000) }),
  ),
  reschedule: after(
    'schedule',
    4,
    (acting) => {
      const row = anyScheduled(acting);
      const at = acting.device.serverNowMs() + (acting.step.forMs ?? 0);
      return row && acting.client.use(scheduled).reschedule(row.key, at);
    },
    (random) => ({ forMs: whole(random, 0, 20_000) }),
  ),
  'edit-scheduled': after('schedule', 4, (acting) => {
    const row = anyScheduled(acting);
    return row && acting.client.use(scheduled).edit(row.key, { text: `scheduled anew ${acting.step.id}` });
  }),
  'cancel-scheduled': after('schedule', 3, (acting) => {
    const row = anyScheduled(acting);
    return row && acting.client.use(scheduled).cancel(row.key);
  }),
  type: use(
    5,
    (acting) => {
      const { client, conversation, step } = acting;
      if (!isSeen(acting, conversation)) return undefined;
      const told = client.use(typing);
      if (step.how === 'stop') told.stop(conversation);
      else told.set(conversation);
      return Promise.resolve();
    },
    (random) => ({ how: pick(random, ['go on', 'go on', 'stop']) }),
  ),
  'show-oneself': use(
    3,
    ({ client, step }) => {
      client.use(presence).show(step.how === 'away' ? 'away' : 'auto');
      return Promise.resolve();
    },
    (random) => ({ how: pick(random, ['auto', 'away']) }),
  ),
};
