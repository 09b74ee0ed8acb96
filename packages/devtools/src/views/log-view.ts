import { h, type ViewNode } from '../dom/node.ts';
import type { LogEntry } from '../record/log-event.ts';
import { lineOf, matches } from '../record/log-line.ts';
import { spokenCount, spokenTime } from '../record/spoken.ts';
import type { ViewContext } from './context.ts';
import { button } from './parts.ts';

/** Lines in the page; the rest is in the export. */
const MOST_LINES = 250;

/** An entry never changes, so its line is made once. */
const lines = new WeakMap<LogEntry, ViewNode>();

/** What happened, newest first. */
export function logView({ recorder, state, actions }: ViewContext): readonly ViewNode[] {
  const { filter, stopped } = state;
  const entries = stopped ?? recorder.entries();
  const found = entries.filter((entry) => matches(entry, filter));
  const shown = found.slice(-MOST_LINES).toReversed();
  return [
    h(
      'div',
      { key: 'bar', class: 'toolbar' },
      h('input', {
        ...{ type: 'search', class: 'filter', placeholder: 'Filter', 'aria-label': 'Filter the log', value: filter },
        on: { input: (event) => actions.filter((event.target as HTMLInputElement).value) },
      }),
      button(stopped ? 'Go on' : 'Stop', () => actions.stop(!stopped), { 'aria-pressed': String(Boolean(stopped)) }),
      button('Clear', actions.clearLog),
      button('Export', actions.exportLog),
    ),
    h(
      'p',
      { key: 'count', class: 'quiet' },
      `${spokenCount(found.length)} of ${spokenCount(entries.length)} events`,
      found.length > MOST_LINES && `, the newest ${MOST_LINES} shown`,
    ),
    h('ol', { key: 'lines', class: 'log', 'aria-label': 'Events, newest first' }, shown.map(lineView)),
  ];
}

function lineView(entry: LogEntry): ViewNode {
  const made = lines.get(entry);
  if (made) return made;
  const { n, event } = entry;
  const { tone, text } = lineOf(event);
  const line = h(
    'li',
    { key: String(n), class: 'line' },
    h('span', { class: 'line-time mono' }, spokenTime(event.at)),
    h('span', { class: `line-kind ${tone}` }, event.kind),
    h('span', { class: 'line-text' }, text),
  );
  lines.set(entry, line);
  return line;
}
