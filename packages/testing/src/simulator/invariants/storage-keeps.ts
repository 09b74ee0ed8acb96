import type { Invariant } from '../hooks.ts';

/** A process that dies amid a commit leaves all of it, or nothing. */
export const STORAGE_KEEPS: Invariant = {
  rule: 'SIM-47',
  name: 'a storage that is opened holds what was committed to it, whole commits only, and its indexes agree',
  watch: ({ fail }) => ({
    torn: (device, _disk, difference) => fail(`${device.name}: ${difference}`),
  }),
};
