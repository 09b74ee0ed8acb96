import { h, type ViewNode } from '../dom/node.ts';
import type { NetworkState } from '../network.ts';
import type { Actions } from '../panel/actions.ts';
import { button, section } from './parts.ts';

const DELAYS = [0, 300, 1_000, 3_000] as const;
const LOSSES = [0, 0.02, 0.1, 0.3] as const;

/** The switch in front of the transport. */
export function networkView(network: NetworkState, { switchNetwork }: Actions): ViewNode {
  const isCalm = !Object.values(network).some(Boolean);
  const toggle = (name: 'offline' | 'dropResults' | 'duplicate' | 'reorder', label: string): ViewNode =>
    h(
      'label',
      { key: name, class: 'toggle' },
      h('input', {
        type: 'checkbox',
        name,
        checked: network[name],
        on: { change: (event) => switchNetwork({ [name]: (event.target as HTMLInputElement).checked }) },
      }),
      h('span', {}, label),
    );
  const choice = (
    name: 'delayMs' | 'loss',
    label: string,
    values: readonly number[],
    textOf: (value: number) => string,
  ): ViewNode => {
    const offered = values.includes(network[name]) ? values : [...values, network[name]];
    return h(
      'label',
      { key: name, class: 'choice' },
      h('span', {}, label),
      h(
        'select',
        {
          name,
          value: String(network[name]),
          on: { change: (event) => switchNetwork({ [name]: Number((event.target as HTMLSelectElement).value) }) },
        },
        offered.map((value) => h('option', { key: String(value), value: String(value) }, textOf(value))),
      ),
    );
  };
  return section(
    'Network',
    h(
      'div',
      { class: 'network', role: 'group', 'aria-label': 'Simulated network' },
      toggle('offline', 'Offline'),
      choice('delayMs', 'Slow', DELAYS, (value) => (value === 0 ? 'no delay' : `+${value} ms each way`)),
      choice('loss', 'Lossy', LOSSES, (value) => (value === 0 ? 'no loss' : `${Math.round(value * 100)} % cuts`)),
      toggle('dropResults', 'Lose acknowledgements'),
      toggle('duplicate', 'Duplicate'),
      toggle('reorder', 'Reorder'),
    ),
    !isCalm &&
      h(
        'div',
        { class: 'buttons' },
        button('Back to normal', () =>
          switchNetwork({ offline: false, delayMs: 0, loss: 0, dropResults: false, duplicate: false, reorder: false }),
        ),
      ),
  );
}
