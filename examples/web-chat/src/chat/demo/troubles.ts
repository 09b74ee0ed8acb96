import type { NetworkState } from '@tidemark/devtools/network';

/** One thing that may be wrong with a network, to be switched on and off. */
export interface Trouble {
  readonly name: string;
  readonly on: Partial<NetworkState>;
  readonly off: Partial<NetworkState>;
  readonly isOn: (state: NetworkState) => boolean;
}

const SLOW_MS = 1_500;

export const TROUBLES: readonly Trouble[] = [
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
