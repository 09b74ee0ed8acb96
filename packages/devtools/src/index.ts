export type { NetworkState } from './network/network-state.ts';
export { type NetworkPorts, type NetworkSwitch, networkSwitch } from './network/network-switch.ts';
