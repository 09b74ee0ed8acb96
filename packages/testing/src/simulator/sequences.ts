import type { Random } from '@tidemark/core';
import { createSeededRandom } from '../fake-runtime/seeded-random.ts';
import type { Settings, Step } from './plan.ts';
import { whole } from './steps/step-kind.ts';

export type Add = (kind: string, atMs: number, parts?: Partial<Step>) => void;

/** Steps that come to something only together, in this order and close to one another. */
export interface Sequence {
  /** How many runs have it, of those with faults. */
  readonly chance: number;
  readonly add: (random: Random, settings: Settings, add: Add) => void;
}

const anyOf = ({ length }: readonly unknown[], random: Random): number => whole(random, 0, length - 1);

/** A device, and the next one, which may be another person's. */
function twoOf({ devices }: Settings, random: Random): readonly [device: number, other: number] {
  const device = anyOf(devices, random);
  return [device, (device + 1) % devices.length];
}

export const SEQUENCES: Readonly<Record<string, Sequence>> = {
  /** What a device was not told it asks for, in vain, on a connection that lives on; and nobody speaks of it again. */
  'lost pull': {
    chance: 0.25,
    add(random, settings, add) {
      const [device, other] = twoOf(settings, random);
      const atMs = settings.lastsMs - 5_000;
      if (atMs < 0 || other === device) return;
      const conversation = whole(random, 0, 2);
      add('fan-out-loss', atMs, { forMs: 1_000, amount: 1 });
      add('send', atMs + 100, { device: other, conversation });
      add('request-lost', atMs + 1_100, { device, conversation, how: 'pull/broken' });
      add('send', atMs + 1_200, { device: other, conversation });
    },
  },
  /** What a device says of its reading is lost with the connection, and the next one's list has no word of the conversation. */
  'lost mark': {
    chance: 0.15,
    add(random, settings, add) {
      const [device, other] = twoOf(settings, random);
      const atMs = settings.lastsMs - 8_000;
      if (atMs < 0 || other === device) return;
      const conversation = whole(random, 0, 2);
      add('send', atMs, { device: other, conversation });
      // The list tells of what moved with the newest of all: that is elsewhere.
      add('rename', atMs + 2_000, { conversation: (conversation + 1) % 3 });
      add('cut', atMs + 2_700, { device });
      add('request-lost', atMs + 6_000, { device, conversation, how: 'mark/cut' });
      add('read', atMs + 6_100, { device, conversation });
    },
  },
  /** A push arrives broken on a connection that lives on, and behind it come several of the same lane at once. */
  'lost predecessor': {
    chance: 0.12,
    add(random, settings, add) {
      const who = { device: anyOf(settings.devices, random), conversation: whole(random, 0, 2) };
      const atMs = (0.3 + 0.6 * random.fraction()) * settings.lastsMs;
      add('request-lost', atMs, { ...who, how: 'push/broken' });
      add('send', atMs + 100, who);
      add('burst', atMs + 1_000, { ...who, amount: 3 });
    },
  },
  /** Somebody reads upwards beyond what a screen began with, in what the device holds. */
  'read upwards': {
    chance: 0.1,
    add(random, settings, add) {
      const who = { device: anyOf(settings.devices, random), conversation: whole(random, 0, 2) };
      const atMs = (0.3 + 0.6 * random.fraction()) * settings.lastsMs;
      add('hide', atMs, who);
      add('burst', atMs + 100, { ...who, amount: 6 });
      add('show', atMs + 2_000, { ...who, amount: 3 });
      add('scroll', atMs + 3_000, { ...who, amount: 4 });
    },
  },
};

/** Each from a random stream of its own: one that is added, or taken away, changes nothing of the rest of the plan. */
export function addSequences(seed: number, settings: Settings, add: Add): void {
  if (settings.faults.length === 0) return;
  for (const [name, sequence] of Object.entries(SEQUENCES)) {
    const random = createSeededRandom(`plan/${seed}/${name}`);
    if (random.fraction() < sequence.chance) sequence.add(random, settings, add);
  }
}
