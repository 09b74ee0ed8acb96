import type { Child, ViewNode } from '../dom/node.ts';
import { h } from '../dom/node.ts';
import { PAUSE } from '../panel/actions.ts';
import { adviceOf } from '../record/advice.ts';
import { explainSync } from '../record/explain-sync.ts';
import { lineOf } from '../record/log-line.ts';
import type { FailureEvent } from '../record/recorder.ts';
import { spokenMs, spokenTime, spokenWait } from '../record/spoken.ts';
import type { ViewContext } from './context.ts';
import { networkView } from './network-view.ts';
import { button, facts, section } from './parts.ts';

/** Where sync stands and why, and what may be done about it. */
export function syncView(context: ViewContext): readonly ViewNode[] {
  const { recorder, actions, network, user, now } = context;
  const status = recorder.status();
  const { tone, title, why, advice } = explainSync(status);
  const since = recorder.statusSince();
  const { outbox, connection, syncs } = recorder.metrics.snapshot();
  const retryAtMs = status.kind === 'offline' ? status.retryAtMs : undefined;
  const waitMs = retryAtMs === undefined ? undefined : retryAtMs - recorder.inspector.nowMs();
  const failure = recorder.lastFailure();
  const isPaused = status.kind === 'offline' && status.why.includes(PAUSE);
  return [
    h(
      'div',
      { key: 'state', class: `state ${tone}` },
      h(
        'div',
        { role: 'status' },
        h('p', { class: 'state-title' }, h('span', { class: `dot ${tone}`, 'aria-hidden': 'true' }), title),
        h('p', { class: 'state-why' }, why),
        advice !== undefined && h('p', { class: 'advice' }, advice),
      ),
      h(
        'p',
        { class: 'state-time' },
        since === undefined
          ? 'since before these devtools'
          : `for ${spokenMs(now - since)}, since ${spokenTime(since)}`,
        waitMs !== undefined && h('span', { class: 'countdown' }, ` · next attempt ${spokenWait(waitMs)}`),
      ),
      h(
        'div',
        { class: 'buttons' },
        button('Sync now', actions.syncNow, { class: 'button main' }),
        button(isPaused ? 'Resume' : 'Pause', () => actions.pause(!isPaused)),
      ),
    ),
    network !== undefined && networkView(network, actions),
    section(
      'Figures',
      facts([
        ['User', user ?? 'not known yet'],
        ['Outbox', `${outbox.depth} waiting, ${outbox.failed} failed`],
        ['Oldest waits', outbox.depth > 0 && spokenMs(outbox.oldestAgeMs)],
        ['Syncs', `${syncs.succeeded} succeeded, ${syncs.failed} failed`],
        ['Connected', `${Math.round(connection.uptime * 100)} % of the time seen`],
      ]),
    ),
    section(
      'Last error',
      failure ? failureView(failure) : h('p', { class: 'quiet' }, 'None since these devtools look.'),
    ),
  ].filter((node): node is ViewNode => node !== false);
}

function failureView(failure: FailureEvent): Child {
  const codes = 'code' in failure ? [failure.code] : 'why' in failure ? failure.why : [];
  const advice = codes.map(adviceOf).find(Boolean);
  return [
    h('p', { class: 'mono' }, `${spokenTime(failure.at)} ${failure.kind}: ${lineOf(failure).text}`),
    advice !== undefined && h('p', { class: 'advice' }, advice),
  ];
}
