import type { Client, Random, StorageAdapter } from '@tidemark/core';
import { TidemarkError } from '@tidemark/protocol';
import type { SimDevice } from './device.ts';
import type { Hooks, Invariant } from './hooks.ts';
import { anyDevice, deviceOf, type StepKind } from './steps/step-kind.ts';

/** Where an app runs. */
export interface AppPlace {
  /** The device, for example `ann1`. */
  readonly device: string;
  readonly user: string;
  /** Aborts when the process has ended: it was closed, or it died. */
  readonly ended: AbortSignal;
}

/** Where a storage adapter keeps its bytes. */
export interface StoragePlace extends AppPlace {
  /** Outlives the processes of the device; empty at first, one for each user. What a process writes after its end must not get here. */
  readonly data: Map<string, unknown>;
}

/** What the app's code is, one device at a time. */
export interface AppHere<App> extends AppPlace {
  readonly client: Client;
  readonly app: App;
}

/**
 * Something that people do with the app; not while no client is open. A `TidemarkError` may be (a full disk, for
 * example); anything else it throws is a bug.
 */
export type AppStep<App> = (here: AppHere<App>, random: Random) => unknown;

export interface AppOptions<App> {
  /** What the app builds on its client. Called whenever a device has opened one. */
  readonly open?: ((client: Client, place: AppPlace) => App) | undefined;
  /** By name. */
  readonly steps?: Readonly<Record<string, AppStep<App>>> | undefined;
  /** Throws when something is wrong on a device. Called whenever it did something and nothing is under way on it. */
  readonly always?: ((here: AppHere<App>) => void) | undefined;
  /** Throws when something is wrong. Called once the network has healed, and every device holds what the server does. */
  readonly atRest?: ((all: readonly AppHere<App>[]) => void | Promise<void>) | undefined;
  /** A storage for one more process over the data of its place. It must not wait for real I/O. Default: memory. */
  readonly storage?: ((place: StoragePlace) => StorageAdapter) | undefined;
}

/** An app as the simulator runs it. */
export interface AppUnderTest {
  readonly storage: ((place: StoragePlace) => StorageAdapter) | undefined;
  opened(device: SimDevice, client: Client, ended: AbortSignal): void;
}

/** The app of one run: its state, its steps and its checks. */
export interface AppRun {
  readonly app: AppUnderTest;
  readonly steps: Readonly<Record<string, StepKind>>;
  readonly invariants: readonly Invariant[];
}

/** Sending a message has 40, most other steps 3 to 10. */
const WEIGHT = 20;

export function createAppRun<App>(options: AppOptions<App>): AppRun {
  const { open, steps = {}, always, atRest, storage } = options;
  const running = new Map<SimDevice, AppHere<App>>();

  function hereOf(device: SimDevice): AppHere<App> | undefined {
    const here = running.get(device);
    return here && here.client === device.client() ? here : undefined;
  }

  const stepOf = (act: AppStep<App>): StepKind => ({
    weight: WEIGHT,
    draw: anyDevice,
    run(scene, step, random) {
      const device = deviceOf(scene, step);
      const here = hereOf(device);
      if (!here) return;
      const failed = (error: unknown): void => {
        if (TidemarkError.is(error)) scene.refused(error);
        else scene.tell('threw', device, error);
      };
      try {
        Promise.resolve(act(here, random)).catch(failed);
      } catch (error) {
        failed(error);
      }
    },
  });

  const checked = (rule: string, name: string, hooks: Hooks): Invariant => ({ rule, name, watch: () => hooks });
  const here = (device: SimDevice, check: typeof always): void => {
    const found = hereOf(device);
    if (found) check?.(found);
  };
  return {
    app: {
      storage,
      opened(device, client, ended) {
        const place = { device: device.name, user: device.user(), ended };
        running.set(device, { ...place, client, app: open?.(client, place) as App });
      },
    },
    steps: Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, stepOf(step)])),
    invariants: [
      checked('APP-THROWS', 'the app throws nothing', {
        threw(_device, error) {
          throw error;
        },
      }),
      checked('APP-ALWAYS', 'what must always hold on a device', { settled: (device) => here(device, always) }),
      checked('APP-AT-REST', 'what must hold once all is at rest', {
        ended: () => atRest?.([...running.keys()].flatMap((device) => hereOf(device) ?? [])),
      }),
    ],
  };
}
