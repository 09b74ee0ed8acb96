import type { Faults } from '../memory-network/faults.ts';
import type { NetworkLink } from '../memory-network/memory-network.ts';

export type NetworkFault = 'cut' | 'drop' | 'duplicate' | 'reorder' | 'truncate' | 'garbage';
type Direction = 'up' | 'down';
type DelayMs = readonly [number, number];

/** What goes wrong on the way of one device: faults that come and go, one beside the other. */
export interface NetworkTrouble {
  set(direction: Direction, fault: NetworkFault, chance: number): void;
  /** Both ways; undefined: as usual. */
  setDelay(delayMs: DelayMs | undefined): void;
  setDownDelay(delayMs: DelayMs | undefined): void;
  /** Nothing goes wrong any more; only the usual delay is left. */
  heal(): void;
}

export function createNetworkTrouble(link: NetworkLink, usualMs: DelayMs): NetworkTrouble {
  let up: Faults = { delayMs: usualMs };
  let down: Faults = { delayMs: usualMs };
  const apply = (): void => link.setFaults({ up, down });
  apply();
  return {
    set(direction, fault, chance) {
      if (direction === 'up') up = { ...up, [`${fault}Chance`]: chance };
      else down = { ...down, [`${fault}Chance`]: chance };
      apply();
    },
    setDelay(delayMs = usualMs) {
      up = { ...up, delayMs };
      down = { ...down, delayMs };
      apply();
    },
    setDownDelay(delayMs = usualMs) {
      down = { ...down, delayMs };
      apply();
    },
    heal() {
      up = { delayMs: usualMs };
      down = { delayMs: usualMs };
      apply();
    },
  };
}
