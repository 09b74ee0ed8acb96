import { h, type ViewNode } from '../dom/node.ts';
import { spokenBytes, spokenCount, spokenTime } from '../record/spoken.ts';
import type { ViewContext } from './context.ts';
import { button, facts, section } from './parts.ts';

/** What this device holds of what the server has, and what went to make room. */
export function cacheView({ recorder, state, actions }: ViewContext): readonly ViewNode[] {
  const { usage, isAsking } = state;
  const { cache, evictedMessages } = recorder.metrics.snapshot();
  const { usedBytes, limitBytes } = usage ?? {};
  const part = usedBytes === undefined || !limitBytes ? undefined : Math.min(1, usedBytes / limitBytes);
  const evictions = recorder.evictions().toReversed();
  return [
    section(
      'Room',
      part !== undefined &&
        h(
          'div',
          {
            ...{ class: 'bar meter', role: 'meter', 'aria-label': 'Room in use' },
            ...{ 'aria-valuemin': '0', 'aria-valuemax': '100', 'aria-valuenow': Math.round(part * 100) },
          },
          h('div', {
            class: `piece ${part > 0.9 ? 'stale' : 'held'}`,
            style: { left: '0%', width: `${part * 100}%` },
          }),
        ),
      facts([
        ['In use', usedBytes === undefined ? 'this storage does not tell' : spokenBytes(usedBytes)],
        ['Limit', limitBytes === undefined ? 'none' : spokenBytes(limitBytes)],
        ['Windows found whole', cache.hitRate !== undefined && `${Math.round(cache.hitRate * 100)} %`],
        ['Messages that went', spokenCount(evictedMessages)],
      ]),
      isAsking
        ? asked(actions)
        : h(
            'div',
            { class: 'buttons' },
            button('Clear cache …', () => actions.ask(true)),
          ),
    ),
    section(
      'Evictions',
      evictions.length === 0
        ? h('p', { class: 'quiet' }, 'None since these devtools look.')
        : h(
            'ul',
            { class: 'lines' },
            evictions.map(({ at, eviction }) =>
              h(
                'li',
                { class: 'mono' },
                `${spokenTime(at)} ${eviction.why}: ${eviction.evicted.map(({ conversationId, from, to }) => `${conversationId} ${from}–${to}`).join(', ') || 'nothing may go'}`,
              ),
            ),
          ),
    ),
  ];
}

function asked(actions: ViewContext['actions']): ViewNode {
  return h(
    'div',
    { key: 'ask', class: 'ask', role: 'group', 'aria-label': 'Clear the cache?' },
    h(
      'p',
      {},
      'Messages that the server has leave this device; they come back when somebody looks at them. What is unsent stays, and so do unread messages, the newest ones and what is shown.',
    ),
    h(
      'div',
      { class: 'buttons' },
      button('Clear', actions.clearCache, { class: 'button danger' }),
      button('Keep', () => actions.ask(false)),
    ),
  );
}
