import './network-menu.css';
import type { NetworkState, NetworkSwitch } from '@tidemark/devtools/network';
import { type ReactElement, useSyncExternalStore } from 'react';
import { Icon } from '../icons/icon.tsx';

interface Trouble {
  readonly name: string;
  readonly on: Partial<NetworkState>;
  readonly off: Partial<NetworkState>;
  readonly isOn: (state: NetworkState) => boolean;
}

const SLOW_MS = 1_500;

const TROUBLES: readonly Trouble[] = [
  { name: 'Offline', on: { offline: true }, off: { offline: false }, isOn: ({ offline }) => offline },
  { name: 'Slow', on: { delayMs: SLOW_MS }, off: { delayMs: 0 }, isOn: ({ delayMs }) => delayMs > 0 },
  {
    name: 'Drop acknowledgements',
    on: { dropResults: true },
    off: { dropResults: false },
    isOn: ({ dropResults }) => dropResults,
  },
  { name: 'Duplicate', on: { duplicate: true }, off: { duplicate: false }, isOn: ({ duplicate }) => duplicate },
  { name: 'Reorder', on: { reorder: true }, off: { reorder: false }, isOn: ({ reorder }) => reorder },
];

/** What goes wrong between this page and the server, for demonstrations. */
export function NetworkMenu({ link }: { readonly link: NetworkSwitch }): ReactElement {
  const state = useSyncExternalStore(link.subscribe, link.state);
  const troubles = TROUBLES.filter(({ isOn }) => isOn(state));
  return (
    <details className="network-menu">
      <summary
        className="quiet-button"
        aria-label={`Network: ${troubles.map(({ name }) => name).join(', ') || 'fine'}`}
        data-spoiled={troubles.length > 0}
      >
        <Icon name="net" />
      </summary>
      <fieldset>
        <legend>Network of this page</legend>
        {TROUBLES.map(({ name, on, off, isOn }) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={isOn(state)}
              onChange={(event) => link.set(event.target.checked ? on : off)}
            />
            {name}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
