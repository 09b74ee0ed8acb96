import type { Change, Message, Stored } from '@tidemark/core';
import { conversationStream, type StreamId } from '@tidemark/protocol';
import type { SimDevice } from '../device.ts';
import type { Disk, StoredState } from '../disk.ts';
import { KINDS } from '../expand.ts';
import type { Invariant } from '../hooks.ts';
import { conversationId, type Plan, type Settings, type Step } from '../plan.ts';
import { type Outcome, runPlan } from '../run-plan.ts';
import type { Scene } from '../steps/step-kind.ts';
import { INVARIANTS } from './all.ts';

export const CREW: string = conversationId(0);
export const STREAM: StreamId = conversationStream(CREW);

const settings: Settings = {
  users: ['ann', 'bob'],
  devices: ['ann', 'bob'],
  lastsMs: 20_000,
  latencyMs: [5, 10],
  storageMs: [0, 0],
  heartbeatMs: 5_000,
  catchUpRevs: 100,
  opsPerPush: 100,
  bufferedBytes: 1_000_000,
  opsPerSecond: 0,
  pageSize: 2,
  prefetch: 5,
  backfill: false,
  onFailure: 'block',
  cacheBytes: 1_000,
  pinned: undefined,
  tokenMs: 3_600_000,
  skewMs: [0, 0],
  faults: [],
};

const quiet: readonly Omit<Step, 'id'>[] = [
  { atMs: 1_000, kind: 'create', device: 0, conversation: 0 },
  { atMs: 2_000, kind: 'show', device: 1, conversation: 0, amount: 50 },
  { atMs: 2_000, kind: 'show', device: 0, conversation: 0, amount: 50 },
  { atMs: 3_000, kind: 'burst', device: 0, conversation: 0, amount: 4 },
  { atMs: 4_000, kind: 'send', device: 1, conversation: 0 },
];

/** Runs five steps of two people, and something that must not be. */
export function play(
  plant: (scene: Scene) => void = () => {},
  parts: Partial<Settings> = {},
  more: typeof quiet = [],
  invariants: readonly Invariant[] = INVARIANTS,
  lines = false,
): Promise<Outcome> {
  const steps = [...quiet, ...more, { atMs: 10_000, kind: 'plant' }].sort((a, b) => a.atMs - b.atMs);
  const plan: Plan = {
    seed: 1,
    settings: { ...settings, ...parts },
    steps: steps.map((step, id) => ({ ...step, id })),
  };
  const kinds = { ...KINDS, work: { ...KINDS.work, plant: { weight: 0, draw: () => ({}), run: plant } } };
  return runPlan(plan, { kinds, invariants, lines });
}

/** The violation that such a run ends with. */
export async function found(...args: Parameters<typeof play>): Promise<string | undefined> {
  const { violation } = await play(...args);
  return violation && `${violation.rule}: ${violation.found}`;
}

export const ann = ({ devices }: Scene): SimDevice => devices[0] as SimDevice;
export const bob = ({ devices }: Scene): SimDevice => devices[1] as SimDevice;
export const stateOf = (disk: Disk): StoredState => disk.view.states.get(STREAM) as StoredState;

/** Writes to the device's database behind the client's back. */
export function write({ tell }: Scene, device: SimDevice, ...changes: readonly Change[]): void {
  const disk = device.disk();
  disk.note(changes);
  void disk.storage.commit(changes);
  tell('deviceCommitted', device, disk, changes);
}

export function putState(scene: Scene, device: SimDevice, parts: Partial<StoredState>): void {
  const body = { ...stateOf(device.disk()), ...parts };
  write(scene, device, { store: 'streams', put: { key: [STREAM, 'state'], rev: 0, keys: {}, body } });
}

export const messageAt = (disk: Disk, ord: number): Stored | undefined => disk.view.messages.get(STREAM)?.get(ord);

/** Shows the screen of the device as it would be with other rows. */
export function show(
  { tell }: Scene,
  device: SimDevice,
  change: (rows: readonly Message[]) => readonly Message[],
): void {
  const view = device.screens().get(conversationId(0))?.window.getSnapshot();
  if (view) tell('shown', device, conversationId(0), { ...view, rows: change(view.rows) });
}
