import type { Measured } from '../../local/trial.ts';
import type { Devices, Stage } from '../stage.ts';
import type { Usage } from '../usage.ts';

/**
 * Processor time a message, of the server and of all devices together, from when the meter was made until the server rests
 * again: what it does later counts, too.
 */
export interface Meter {
  read(messages: number): Promise<Measured>;
}

export async function startMeter(stage: Stage, devices: readonly Devices[]): Promise<Meter> {
  const read = async () => ({
    server: await stage.serverUsage(),
    devices: await Promise.all(devices.map((some) => some.ask<Usage>({ do: 'usage' }))),
  });
  await stage.serverRests();
  const before = await read();
  const sum = (usages: readonly Usage[]): number => usages.reduce((total, { cpuUs }) => total + cpuUs, 0);
  return {
    async read(messages) {
      await stage.serverRests();
      const now = await read();
      return {
        serverCpu: (now.server.cpuUs - before.server.cpuUs) / messages,
        deviceCpu: (sum(now.devices) - sum(before.devices)) / messages,
        serverMemory: now.server.rssKb,
      };
    },
  };
}
