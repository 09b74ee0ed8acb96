import type { Device } from '../stage/device.ts';
import type { Stage } from '../stage/stage.ts';
import type { Chance } from './chance.ts';

/** Most lives end amid their writes, some when all is well again, the others while the device opens or catches up. */
const AMID_WRITES = 0.7;
const WHOLE_AGAIN = 0.15;

/** Lets a device live for a while, from its start. */
export async function live(stage: Stage, device: Device, chance: Chance): Promise<void> {
  const { tried, sent, got } = device.history;
  const before = { tried: tried.size, sent: sent.size, got: got.length };
  if (chance.isTrue(AMID_WRITES)) {
    await stage.until(`${device.user} writes`, () => stage.isUp(device) && tried.size > before.tried);
    await chance.pause(0, 20);
  } else if (chance.isTrue(WHOLE_AGAIN / (1 - AMID_WRITES))) {
    const isWhole = (): boolean => sent.size > before.sent && got.length > before.got;
    await stage.until(`${device.user} is whole again`, () => stage.isUp(device) && isWhole());
    await chance.pause(100, 300);
  } else await chance.pause(0, 700);
}
