import type { Random } from '@tidemark/core';
import type { FakeTimers } from '../../fake-runtime/fake-timers.ts';
import type { BackOffice } from '../back-office.ts';
import type { SimDevice } from '../device.ts';
import type { Settings, Step } from '../plan.ts';
import type { SimServer } from '../sim-server.ts';
import type { Tell } from '../tell.ts';

/** What a step may act on. */
export interface Scene {
  readonly timers: FakeTimers;
  readonly settings: Settings;
  readonly devices: readonly SimDevice[];
  readonly server: SimServer;
  readonly backOffice: BackOffice;
  readonly tell: Tell;
  /** Counts a fault that really happened. */
  befell(what: string): void;
  /** Counts a use of a feature that came to something. */
  did(what: string): void;
  /** Runs later, unless the network has healed by then: `heal` undoes it at the latest. */
  until(forMs: number, undo: () => void): void;
  /** Messages of earlier connections of the device and its user, to be replayed. */
  heard(device: SimDevice, direction: 'up' | 'down'): readonly string[];
  /** A write of the app was refused for a reason that may be: storage, or what the person asked for. */
  refused(error: unknown): void;
}

/** How a plan draws one kind of step, and what the step does. */
export interface StepKind {
  /** How often it is drawn, against the others of its table. */
  readonly weight: number;
  /** How many of the runs with faults have it, once, beside what they draw. Absent: it is drawn with the others. */
  readonly chance?: number | undefined;
  /** Another kind that has to come first for this one to come to something. */
  readonly needs?: string | undefined;
  draw(random: Random, settings: Settings): Omit<Step, 'id' | 'atMs' | 'kind'>;
  run(scene: Scene, step: Step, random: Random): void;
}

export function whole(random: Random, least: number, most: number): number {
  return least + Math.floor(random.fraction() * (most - least + 1));
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random.fraction() * items.length)] as Item;
}

export const anyDevice = (random: Random, { devices }: Settings): { readonly device: number } => ({
  device: whole(random, 0, devices.length - 1),
});

/** The device the step names, if the plan has it. */
export function deviceOf({ devices }: Scene, step: Step): SimDevice {
  return devices[(step.device ?? 0) % devices.length] as SimDevice;
}
