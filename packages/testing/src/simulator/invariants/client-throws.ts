import type { Invariant } from '../hooks.ts';

/** What people do with a client ends well, or with an error that says what to do. */
export const CLIENT_THROWS: Invariant = {
  rule: 'SIM-54',
  name: 'no call of the client throws anything but Tidemark’s own errors',
  watch: () => ({
    threw(_device, error) {
      throw error;
    },
  }),
};
