import type { InspectedOp } from '@tidemark/core/inspect';
import { type Child, h, type ViewNode } from '../dom/node.ts';
import { adviceOf } from '../record/advice.ts';
import { shortId, shortStream, type Tone } from '../record/log-line.ts';
import { spokenCount, spokenMs, spokenTime, spokenWait } from '../record/spoken.ts';
import type { Step } from '../record/timelines.ts';
import type { ViewContext } from './context.ts';
import { button, chip, empty } from './parts.ts';

/** More ops than one looks at would make each paint long. */
const MOST_SHOWN = 100;

const TONES: Readonly<Record<InspectedOp['state'], Tone>> = {
  queued: 'quiet',
  inflight: 'quiet',
  unknown: 'warn',
  acked: 'good',
  failed: 'bad',
  conflict: 'bad',
};

/** Each op that the server has not confirmed, with its way, and what may be done with it. */
export function outboxView(context: ViewContext): readonly ViewNode[] {
  const ops = context.recorder.inspector.ops();
  if (ops.length === 0) return [empty('Nothing waits', 'Everything written here is at the server.')];
  const failed = ops.filter(isOver).length;
  const more = ops.length - MOST_SHOWN;
  return [
    h(
      'div',
      { key: 'bar', class: 'toolbar' },
      h('p', {}, `${spokenCount(ops.length - failed)} waiting, ${spokenCount(failed)} failed`),
      button('Retry all', () => context.actions.retry()),
    ),
    h(
      'ul',
      { key: 'ops', class: 'ops' },
      ops.slice(0, MOST_SHOWN).map((op, place) => opView(op, ops[place - 1], context)),
    ),
    more > 0 && h('p', { key: 'more', class: 'quiet' }, `and ${spokenCount(more)} more`),
  ].filter((node): node is ViewNode => node !== false);
}

function opView(inspected: InspectedOp, before: InspectedOp | undefined, context: ViewContext): ViewNode {
  const { op, state, createdAt, failure, retryAtMs } = inspected;
  const { recorder, actions, now } = context;
  const { opId } = op;
  const isOpen = context.state.openOp === opId;
  const waitMs = retryAtMs === undefined ? undefined : retryAtMs - recorder.inspector.nowMs();
  const isBehind = before?.lane === inspected.lane && isOver(before);
  const about = typeof op.body?.['text'] === 'string' ? `“${op.body['text'].slice(0, 80)}”` : shortId(inspected.key);
  return h(
    'li',
    { key: opId, class: 'op', 'data-op': opId },
    h(
      'div',
      { class: 'op-head' },
      chip(TONES[state], state),
      h('span', { class: 'op-what' }, `${op.collection} ${op.kind} `, h('span', { class: 'op-about' }, about)),
      h(
        'span',
        { class: 'op-buttons' },
        button('Retry', () => actions.retry(opId), { 'aria-label': `Retry ${op.collection} ${shortId(opId)}` }),
        inspected.isCancellable &&
          button('Cancel', () => actions.cancel(opId), { 'aria-label': `Cancel ${op.collection} ${shortId(opId)}` }),
        button(isOpen ? 'Hide' : 'Way', () => actions.showOp(isOpen ? undefined : opId), {
          'aria-expanded': String(isOpen),
          'aria-label': `Way of ${op.collection} ${shortId(opId)}`,
        }),
      ),
    ),
    h(
      'p',
      { class: 'op-facts' },
      `${triesOf(inspected)} · ${spokenMs(now - createdAt)} old · ${shortStream(op.stream)}`,
      waitMs !== undefined && h('span', { class: 'countdown' }, ` · next try ${spokenWait(waitMs)}`),
      isBehind && ' · behind one that failed',
    ),
    failure !== undefined && h('p', { class: 'reason' }, `${failure.message} [${failure.code}]`),
    failure !== undefined && adviceView(failure),
    isOpen && wayView(recorder.stepsOf(opId), createdAt),
  );
}

/** What the server said may end with it. */
function adviceView({ code, message }: NonNullable<InspectedOp['failure']>): Child {
  const advice = adviceOf(code);
  return advice !== undefined && !message.includes(advice) && h('p', { class: 'advice' }, advice);
}

function wayView(steps: readonly Step[], createdAt: number): Child {
  if (steps.length === 0) return h('p', { class: 'quiet' }, 'Nothing moved since these devtools look.');
  let last = createdAt;
  return h(
    'ol',
    { class: 'way' },
    steps.map((step, place) => {
      const { at, code } = step;
      const after = at - last;
      last = at;
      return h(
        'li',
        { key: String(place) },
        h('span', { class: 'mono' }, spokenTime(at)),
        h('span', { class: 'quiet' }, ` +${spokenMs(after)} `),
        h('span', {}, wordsOf(step)),
        code !== undefined && h('span', { class: 'mono' }, ` ${code}`),
      );
    }),
  );
}

function wordsOf({ from, to, attempts }: Step): string {
  if (from === undefined) return 'written';
  switch (to) {
    case 'queued':
      return 'waits for its next try';
    case 'inflight':
      return `pushed, try ${attempts}`;
    case 'unknown':
      return 'connection lost: the outcome is not known';
    case 'acked':
      return 'confirmed, its effect is on its way';
    case 'failed':
      return 'refused for good';
    case 'conflict':
      return 'the row had moved';
    case undefined:
      return 'over';
  }
}

/** A try is counted before it is made. */
function triesOf({ state, attempts, isCancellable }: InspectedOp): string {
  if (state === 'queued' && isCancellable) return 'not pushed yet';
  return attempts === 1 ? '1 try' : `${attempts} tries`;
}

const isOver = ({ state }: InspectedOp): boolean => state === 'failed' || state === 'conflict';
