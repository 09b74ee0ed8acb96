import type { SupervisorPorts } from './supervisor.ts';

/** Real time. */
export const systemPorts: Omit<SupervisorPorts, 'launch'> = {
  now: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
