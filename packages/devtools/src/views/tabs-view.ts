import { h, type ViewNode } from '../dom/node.ts';
import { shortId } from '../record/log-line.ts';
import type { ViewContext } from './context.ts';
import { chip, empty, facts } from './parts.ts';

/** Who shares the database, and who leads. */
export function tabsView({ recorder }: ViewContext): readonly ViewNode[] {
  const tabs = recorder.inspector.tabs();
  if (!tabs)
    return [empty('Alone', 'This client shares its database with no other tab, so it does everything itself.')];
  const { tab, leader, term, others } = tabs;
  const row = (id: string, name: string): ViewNode =>
    h(
      'li',
      { key: id, class: 'tab-row' },
      h('span', {}, name),
      h('span', { class: 'mono quiet', title: id }, shortId(id)),
      id === leader && chip('good', 'leads'),
    );
  return [
    facts([
      ['Leader', leader === undefined ? 'being settled' : leader === tab ? 'this tab' : `tab ${shortId(leader)}`],
      ['Term', term],
      ['Tabs', others.length + 1],
    ]),
    h(
      'ul',
      { key: 'tabs', class: 'tab-rows' },
      row(tab, 'This tab'),
      others.toSorted().map((id) => row(id, 'Another tab')),
    ),
    h(
      'p',
      { key: 'why', class: 'quiet' },
      'The leader has the connection, sends what waits and makes room. Every tab reads and writes.',
    ),
  ];
}
