import './network-menu.css';
import type { NetworkSwitch } from '@tidemark/devtools/network';
import { type ReactElement, useSyncExternalStore } from 'react';
import { Icon } from '../icons/icon.tsx';
import { TROUBLES } from './troubles.ts';

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
