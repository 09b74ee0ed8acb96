import type { Client, Random } from '@tidemark/core';
import { conversationStream, type StreamId, TidemarkError } from '@tidemark/protocol';
import type { SimDevice } from '../../device.ts';
import { conversationId, type Settings, type Step } from '../../plan.ts';
import { anyDevice, deviceOf, type Scene, type StepKind, whole } from '../step-kind.ts';

/** What a step of a feature acts with: a client that is open on a device that is awake. */
export interface Acting {
  readonly scene: Scene;
  readonly step: Step;
  readonly device: SimDevice;
  readonly client: Client;
  readonly conversation: string;
}

type Drawn = ReturnType<StepKind['draw']>;

/**
 * A use of a feature. It is counted when the app was told that it is safe; nothing to do it with is undefined, and
 * refusals are not counted. What is thrown and no error of Tidemark's is a bug.
 */
export function use(
  weight: number,
  act: (acting: Acting) => Promise<unknown> | undefined,
  more: (random: Random, settings: Settings) => Drawn = () => ({}),
): StepKind {
  return {
    weight,
    draw: (random, settings) => ({
      ...anyDevice(random, settings),
      conversation: whole(random, 0, 2),
      amount: whole(random, 0, 99),
      ...more(random, settings),
    }),
    run(scene, step) {
      const device = deviceOf(scene, step);
      const client = device.client();
      if (!client) return;
      const failed = (error: unknown): void => {
        if (TidemarkError.is(error)) scene.refused(error);
        else scene.tell('threw', device, error);
      };
      try {
        act({ scene, step, device, client, conversation: conversationId(step.conversation ?? 0) })?.then(
          () => scene.did(step.kind),
          failed,
        );
      } catch (error) {
        failed(error);
      }
    },
  };
}

/** A row of a collection that the device holds, by the step's number. */
export function anyRow(
  { device, step }: Acting,
  stream: StreamId,
  collection: string,
  suffix = '',
): { readonly key: string; readonly body: object } | undefined {
  const all = [...(device.disk().view.rows.get(stream)?.values() ?? [])];
  const rows = all.filter(({ key }) => key[1] === collection && String(key[2]).endsWith(suffix));
  const row = rows[(step.amount ?? 0) % Math.max(1, rows.length)];
  return row && { key: String(row.key[2]), body: (row.body as { readonly body: object }).body };
}

/** Changes a conversation here, which takes a right that not everybody has, or as another app of its owner. */
export function changeFrom(
  where: string | undefined,
  acting: Acting,
  body: { readonly ttlMs?: number | null; readonly history?: 'all' | 'joined' },
): Promise<void> | undefined {
  const { client, scene, conversation } = acting;
  if (where === 'here')
    return isSeen(acting, conversation) ? client.conversations.update(conversation, body) : undefined;
  scene.backOffice.asOwner(conversation, { collection: 'conversation', kind: 'patch', key: conversation, body });
  return Promise.resolve();
}

/** A use that needs what another one made: a run that draws it draws that one, too. */
export const after = (needs: string, ...parts: Parameters<typeof use>): StepKind => ({ ...use(...parts), needs });

/** A message that the person sees, or has just written, by the step's number from the newest. */
export function anyMessage(
  { device, step, conversation }: Acting,
  isMine = false,
): { readonly conversationId: string; readonly id: string } | undefined {
  const { view } = device.disk();
  const stream = conversationStream(conversation);
  if (view.states.get(stream)?.gone) return undefined;
  const ids: string[] = [];
  for (const { body } of view.messages.get(stream)?.values() ?? []) {
    const { id, author, body: said } = body as { id: string; author: string; body?: unknown };
    if (said !== undefined && (!isMine || author === device.user())) ids.push(id);
  }
  for (const { op, ended } of view.outbox.values()) {
    const isMessage = op.stream === stream && op.collection === 'message' && op.kind === 'put';
    if (isMessage && ended === undefined && !ids.includes(op.opId)) ids.push(op.opId);
  }
  const id = ids.at(-1 - ((step.amount ?? 0) % Math.max(1, ids.length)));
  return id === undefined ? undefined : { conversationId: conversation, id };
}

/** Whether the person knows the conversation: people write into what they see. */
export function isSeen({ device }: Pick<Acting, 'device'>, conversation: string): boolean {
  const stream = conversationStream(conversation);
  const { states, outbox } = device.disk().view;
  const state = states.get(stream);
  if (state !== undefined) return state.gone === undefined;
  return [...outbox.values()].some(({ op }) => op.stream === stream && op.collection === 'conversation');
}
