import type { Invariant } from '../hooks.ts';

/** What a person took back, nobody gets to see. */
export const TAKEN_BACK: Invariant = {
  rule: 'SIM-51',
  name: 'a write that was taken back is never the server’s',
  watch({ server, fail }) {
    const takenBack = new Set<string>();
    /** Ops that any history had: another device of the user's may bring one back that a backup lacks. */
    const committed = new Set<string>();
    return {
      cancelled(device, opId) {
        if (server.store().ops.has(opId)) fail(`${device.name} took ${opId} back, and the server has it`);
        takenBack.add(opId);
      },
      serverCommitted({ ops }) {
        for (const { opId } of ops) {
          if (takenBack.has(opId) && !committed.has(opId)) fail(`${opId} was taken back, and then committed`);
          committed.add(opId);
        }
      },
    };
  },
};
