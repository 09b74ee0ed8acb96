import { h, type ViewNode } from '../dom/node.ts';
import { TABS, type TabName } from '../panel/panel-state.ts';
import { toneOf } from '../record/log-line.ts';
import { cacheView } from './cache-view.ts';
import type { ViewContext } from './context.ts';
import { logView } from './log-view.ts';
import { outboxView } from './outbox-view.ts';
import { streamsView } from './streams-view.ts';
import { syncView } from './sync-view.ts';
import { tabsView } from './tabs-view.ts';

const VIEWS: Readonly<Record<TabName, (context: ViewContext) => readonly ViewNode[]>> = {
  sync: syncView,
  outbox: outboxView,
  streams: streamsView,
  cache: cacheView,
  tabs: tabsView,
  log: logView,
};

const LABELS: Readonly<Record<TabName, string>> = {
  sync: 'Sync',
  outbox: 'Outbox',
  streams: 'Streams',
  cache: 'Cache',
  tabs: 'Tabs',
  log: 'Log',
};

/** The open panel. `close`: absent where it is part of a page and stays. */
export function panelView(context: ViewContext, close: (() => void) | undefined): ViewNode {
  const { state, recorder } = context;
  const { notice } = state;
  return h(
    'section',
    { key: 'panel', class: 'panel', 'aria-label': 'Tidemark devtools' },
    h(
      'header',
      { class: 'head' },
      h('span', { class: `dot ${toneOf(recorder.status())}`, title: recorder.status().kind }),
      h(
        'div',
        { class: 'tabs', role: 'tablist', 'aria-label': 'Views', on: { keydown: (event) => turn(event, context) } },
        TABS.map((tab) => tabView(tab, context)),
      ),
      close &&
        h('button', { type: 'button', class: 'close', 'aria-label': 'Close devtools', on: { click: close } }, '×'),
    ),
    h(
      'div',
      {
        key: state.tab,
        class: 'view',
        id: 'view',
        role: 'tabpanel',
        tabindex: '0',
        'aria-labelledby': `tab-${state.tab}`,
      },
      h(
        'div',
        { key: 'notice', role: 'status' },
        notice !== undefined && h('p', { class: `notice ${notice.tone}` }, notice.text),
      ),
      VIEWS[state.tab](context),
    ),
  );
}

function tabView(tab: TabName, { state, recorder, actions }: ViewContext): ViewNode {
  const isChosen = tab === state.tab;
  const { depth, failed } = tab === 'outbox' ? recorder.metrics.snapshot().outbox : { depth: 0, failed: 0 };
  return h(
    'button',
    {
      ...{ key: tab, type: 'button', class: 'tab', role: 'tab', id: `tab-${tab}`, 'aria-controls': 'view' },
      ...{ 'aria-selected': String(isChosen), tabindex: isChosen ? '0' : '-1' },
      on: { click: () => actions.choose(tab) },
    },
    LABELS[tab],
    depth + failed > 0 && h('span', { class: `badge ${failed > 0 ? 'bad' : 'quiet'}` }, depth + failed),
  );
}

/** As the tabs pattern has it: arrows, Home and End choose. */
function turn(event: Event, { state, actions }: ViewContext): void {
  const { key, currentTarget } = event as KeyboardEvent;
  const place = TABS.indexOf(state.tab);
  const places: Readonly<Record<string, number>> = {
    ArrowRight: place + 1,
    ArrowLeft: place - 1,
    Home: 0,
    End: TABS.length - 1,
  };
  const next = places[key];
  if (next === undefined) return;
  event.preventDefault();
  const tab = TABS[(next + TABS.length) % TABS.length] as TabName;
  actions.choose(tab);
  (currentTarget as HTMLElement).querySelector<HTMLElement>(`#tab-${tab}`)?.focus();
}

/** What opens the panel. It says nothing of the client: while the panel is closed nothing is painted. */
export function launcherView(open: () => void): ViewNode {
  return h(
    'button',
    { key: 'launcher', type: 'button', class: 'launcher', 'aria-label': 'Open Tidemark devtools', on: { click: open } },
    'Tidemark',
  );
}
