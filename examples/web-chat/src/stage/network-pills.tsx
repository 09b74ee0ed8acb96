import './network-pills.css';
import type { NetworkSwitch } from '@tidemark/devtools/network';
import { type ReactElement, useSyncExternalStore } from 'react';
import { TROUBLES } from '../chat/demo/troubles.ts';

export interface NetworkPillsProps {
  readonly name: string;
  readonly network: NetworkSwitch;
}

/** What goes wrong between one device and the server: one button a trouble. */
export function NetworkPills({ name, network }: NetworkPillsProps): ReactElement {
  const state = useSyncExternalStore(network.subscribe, network.state);
  return (
    <fieldset className="network-pills" aria-label={`${name}’s network`}>
      {TROUBLES.map((trouble) => {
        const isOn = trouble.isOn(state);
        return (
          <button
            key={trouble.name}
            type="button"
            aria-pressed={isOn}
            onClick={() => network.set(isOn ? trouble.off : trouble.on)}
          >
            {trouble.name}
          </button>
        );
      })}
    </fieldset>
  );
}
