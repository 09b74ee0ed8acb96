import { createSeededRandom } from '../fake-runtime/seeded-random.ts';
import { conversationId, type Plan, type Settings, type Step } from './plan.ts';
import { type Add, addSequences } from './sequences.ts';
import { FAULT_STEPS } from './steps/faults.ts';
import { FEATURE_STEPS, TOPICS } from './steps/features.ts';
import { pick, type StepKind, whole } from './steps/step-kind.ts';
import { WORK } from './steps/work.ts';

const DAY_MS = 86_400_000;
const WITHOUT_FEATURES = 0.4;
const LONG = 0.2;
const MOST_USES = 18;
/** How long before a use comes the one that it needs, at most. */
const NEEDED_MS = 6_000;
const WITH_TOPIC = 0.12;
const MOST_USES_OF_TOPIC = 8;
const LEFT_BEHIND = 'left-behind';
/** More than any plan has steps. */
const FIRST_OF_SEQUENCES = 1_000;
/** The number of a conversation that nobody writes into. */
const QUIET = 3;

/** The kinds of steps a seed draws from. An app adds its own. */
export interface Kinds {
  readonly work: Readonly<Record<string, StepKind>>;
  readonly faults: Readonly<Record<string, StepKind>>;
  /** Absent: none. */
  readonly features?: Readonly<Record<string, StepKind>> | undefined;
  /** Features whose uses come together, by what they are about. A kind may stand in several. Absent: none. */
  readonly topics?: Readonly<Record<string, Readonly<Record<string, StepKind>>>> | undefined;
}

export const KINDS: Kinds = { work: WORK, faults: FAULT_STEPS, features: FEATURE_STEPS, topics: TOPICS };

/** Every kind of use of a feature, by name. */
export const featuresOf = ({ features, topics = {} }: Kinds): Readonly<Record<string, StepKind>> =>
  Object.assign({}, features, ...Object.values(topics));

/** What a seed stands for. Each run draws a subset of the faults, so that rare pairs of them meet undisturbed. */
export function expandSeed(seed: number, kinds: Kinds = KINDS): Plan {
  const random = createSeededRandom(`plan/${seed}`);
  const topics = drawTopics(seed, kinds);
  const free = drawFeatures(seed, kinds);
  const features = [...new Set([...free, ...topics.flatMap((topic) => Object.keys(kinds.topics?.[topic] ?? {}))])];
  // Most runs are short: what goes wrong soon is met often for the time it takes. What needs much before it is met too.
  const isLong = createSeededRandom(`plan/${seed}/length`).fraction() < LONG;
  const settings = { ...drawSettings(random, kinds, isLong), features };
  const steps: Step[] = [];
  let nextId = 0;
  const add = (kind: string, table: Kinds['work'], atMs: number, parts: Partial<Step> = {}): void => {
    const id = nextId++;
    const own = createSeededRandom(`${seed}/draw/${id}`);
    steps.push({ id, atMs: Math.floor(atMs), kind, ...table[kind]?.draw(own, settings), ...parts });
  };
  const addAny: Add = (kind, atMs, parts) => {
    // What comes after the end would befall a network that has healed.
    if (atMs < settings.lastsMs) add(kind, kinds.work[kind] ? kinds.work : kinds.faults, atMs, parts);
  };
  const works = isLong ? whole(random, 20, 50) : whole(random, 4, 14);
  const faults = settings.faults.length === 0 ? 0 : whole(random, 1, 16);
  const { lastsMs } = settings;
  // Somebody begins each conversation, or most of the run would be about nothing.
  for (let n = 0; n < 3; n++) add('create', kinds.work, random.fraction() ** 2 * 0.2 * lastsMs);
  for (const step of steps.slice(0, 3)) steps[step.id] = { ...step, conversation: step.id };
  for (let n = 0; n < works; n++) add(byWeight(random, kinds.work), kinds.work, random.fraction() * lastsMs);
  const drawn = Object.fromEntries(settings.faults.map((kind) => [kind, kinds.faults[kind] as StepKind]));
  for (let n = 0; n < faults; n++) add(byWeight(random, drawn), kinds.faults, random.fraction() * lastsMs);
  if (settings.faults.includes('server-restored')) addRestore(seed, settings, addAny);
  addRewrites(seed, settings, addAny);
  addMoments(seed, settings, kinds, addAny);
  addMissed(`plan/${seed}/missed`, settings, addAny);
  if (settings.faults.includes('server-restored')) addVoided(seed, settings, addAny);
  addFeatures(seed, free, settings, kinds, isLong, (kind, atMs, parts) => add(kind, kinds.features ?? {}, atMs, parts));
  addMissed(`plan/${seed}/missed again`, settings, addAny);
  addEcho(seed, settings, addAny);
  for (const topic of topics)
    addTopic(seed, topic, settings, kinds, (kind, atMs) => add(kind, featuresOf(kinds), atMs));
  if (LEFT_BEHIND in kinds.faults) addLeftBehind(seed, settings, addAny);
  // Their numbers depend on nothing before them.
  nextId = FIRST_OF_SEQUENCES;
  addByChance(seed, settings, kinds, addAny);
  addSequences(seed, settings, addAny);
  return { seed, settings, steps: steps.sort((a, b) => a.atMs - b.atMs || a.id - b.id) };
}

/** A backup is good for something only after the conversations were begun, and before much was written since. */
function addRestore(seed: number, { lastsMs }: Settings, add: Add): void {
  const random = createSeededRandom(`plan/${seed}/restored`);
  if (random.fraction() > 0.3) return;
  const backedUp = 0.25 + random.fraction() * 0.5;
  const restored = backedUp + random.fraction() * (1 - backedUp);
  add('backup', backedUp * lastsMs);
  add('server-restored', restored * lastsMs);
  addAround(seed, restored * lastsMs, add);
}

/** A write is confirmed behind a hole, and before that is filled the server goes back to before it. */
function addVoided(seed: number, { devices, lastsMs }: Settings, add: Add): void {
  const random = createSeededRandom(`plan/${seed}/voided`);
  if (devices.length < 2 || random.fraction() < 0.6) return;
  const device = whole(random, 0, devices.length - 1);
  const conversation = whole(random, 0, 2);
  const atMs = (0.3 + 0.6 * random.fraction()) * lastsMs;
  add('backup', atMs);
  add('fan-out-loss', atMs, { forMs: 1_000, amount: 1 });
  add('send', atMs + 100, { device: (device + 1) % devices.length, conversation });
  add('request-lost', atMs + 1_100, { device, how: 'pull/broken' });
  add('send', atMs + 1_200, { device, conversation });
  add('server-restored', atMs + 2_800);
}

/** What makes a new history hard: devices that were behind, and wrote, and write on, and hear of the old one again. */
function addAround(seed: number, restoredMs: number, add: Add): void {
  const random = createSeededRandom(`plan/${seed}/around`);
  if (random.fraction() < 0.5) return;
  const before = (mostMs: number): number => Math.max(0, restoredMs - random.fraction() * mostMs);
  const after = (mostMs: number): number => restoredMs + random.fraction() * mostMs;
  add('fan-out-loss', Math.max(0, restoredMs - 3_000));
  for (let n = 0; n < 4; n++) add('send', before(2_000));
  for (let n = 0; n < 3; n++) add('send', before(200));
  for (let n = 0; n < 3; n++) add('send', after(3_000));
  for (let n = 0; n < 2; n++) add('replay', after(9_000));
  for (let n = 0; n < 6; n++) add('clear-cache', after(6_000));
}

/** A device misses the last of what happens, hears of it, and dies or loses what it says of it: nobody speaks of it again. */
function addMissed(chance: string, { devices, faults, lastsMs }: Settings, add: Add): void {
  const random = createSeededRandom(chance);
  if (faults.length === 0 || devices.length < 2 || random.fraction() < 0.75) return;
  const device = whole(random, 0, devices.length - 1);
  const other = (device + 1) % devices.length;
  const isDeath = random.fraction() < 0.5;
  const atMs = lastsMs - (isDeath ? 6_000 : 12_000);
  if (atMs < 0) return;
  add('partition', atMs, { device, forMs: 3_000 });
  add('create', atMs + 1_000, { device: other, conversation: QUIET });
  for (let n = 0; n < 2; n++) add('send', atMs + 500 + 1_000 * n, { device: other });
  if (isDeath) {
    add('die-at-store', atMs + 2_900, { device, how: 'meta' });
    return;
  }
  add('request-lost', atMs + 8_000, { device, how: 'mark/cut' });
  for (let conversation = 0; conversation < 3; conversation++) add('read', atMs + 8_100, { device, conversation });
}

/** What a device has just heard comes once more, oldest first: of what it heard since, nothing goes back. */
function addEcho(seed: number, { devices, faults, lastsMs }: Settings, add: Add): void {
  const random = createSeededRandom(`plan/${seed}/echo`);
  if (faults.length === 0 || devices.length < 2 || random.fraction() < 0.8) return;
  const device = whole(random, 0, devices.length - 1);
  const who = { device: (device + 1) % devices.length, conversation: whole(random, 0, 2) };
  const atMs = (0.3 + 0.6 * random.fraction()) * lastsMs;
  for (let n = 0; n < 3; n++) add('send', atMs + 300 * n, who);
  add('replay', atMs + 1_500, { device, how: 'down' });
}

/** Rows that are written again at once: seldom by chance, and often by people who type. */
function addRewrites(seed: number, { lastsMs }: Settings, add: Add): void {
  const random = createSeededRandom(`plan/${seed}/rewrites`);
  if (random.fraction() < 0.7) return;
  const count = whole(random, 1, 4);
  for (let n = 0; n < count; n++) add('rewrite', random.fraction() * lastsMs);
}

/** Of a run with faults one in two has some that wait for their moment. Nothing else of the plan depends on them. */
function addMoments(seed: number, { faults, lastsMs }: Settings, { faults: kinds }: Kinds, add: Add): void {
  const random = createSeededRandom(`plan/${seed}/moments`);
  const moments = Object.keys(kinds).filter((kind) => kinds[kind]?.weight === 0 && kinds[kind]?.chance === undefined);
  if (faults.length === 0 || moments.length === 0 || random.fraction() < 0.5) return;
  const count = whole(random, 1, 4);
  for (let n = 0; n < count; n++) add(pick(random, moments), Math.sqrt(random.fraction()) * lastsMs);
}

/** Mostly nothing is held there of what changes behind the device's back: it is tried more often than other moments. */
function addLeftBehind(seed: number, { faults, lastsMs }: Settings, add: Add): void {
  const random = createSeededRandom(`plan/${seed}/${LEFT_BEHIND}`);
  if (faults.length > 0 && random.fraction() < 0.1) add(LEFT_BEHIND, (0.3 + 0.7 * random.fraction()) * lastsMs);
}

/** Moments that say themselves how many runs have them. */
function addByChance(seed: number, { faults, lastsMs }: Settings, { faults: kinds }: Kinds, add: Add): void {
  if (faults.length === 0) return;
  for (const [kind, { chance = 0 }] of Object.entries(kinds)) {
    const random = createSeededRandom(`plan/${seed}/${kind}`);
    if (random.fraction() < chance) add(kind, (0.3 + 0.6 * random.fraction()) * lastsMs);
  }
}

/** Some runs use no feature at all, and the others a few of them: what they cost is spread, and they meet in pairs. */
function drawFeatures(seed: number, { features = {} }: Kinds): readonly string[] {
  const random = createSeededRandom(`plan/${seed}/features`);
  if (random.fraction() < WITHOUT_FEATURES) return [];
  const share = 0.1 + 0.4 * random.fraction();
  const drawn = Object.keys(features).filter(() => random.fraction() < share);
  return [...new Set(drawn.flatMap((kind) => [features[kind]?.needs ?? kind, kind]))];
}

/** From a stream of their own: a kind that is added changes nothing of the rest of the plan. */
function addFeatures(
  seed: number,
  features: readonly string[],
  { devices, lastsMs }: Settings,
  kinds: Kinds,
  isLong: boolean,
  add: Add,
): void {
  if (features.length === 0) return;
  const random = createSeededRandom(`plan/${seed}/uses`);
  const drawn = Object.fromEntries(features.map((kind) => [kind, kinds.features?.[kind] as StepKind]));
  const uses = isLong ? whole(random, 8, MOST_USES) : whole(random, 3, MOST_USES / 2);
  for (let n = 0; n < uses; n++) {
    const kind = byWeight(random, drawn);
    const atMs = (0.1 + 0.9 * random.fraction()) * lastsMs;
    const needs = drawn[kind]?.needs;
    // Both are the same person's, or most of the second would find nothing.
    const who = needs ? { device: whole(random, 0, devices.length - 1), conversation: whole(random, 0, 2) } : {};
    if (needs) add(needs, Math.max(0, atMs - random.fraction() * NEEDED_MS), who);
    add(kind, atMs, who);
  }
}

/** Each topic by a stream of its own: one that is added, or taken away, changes nothing of the rest. */
function drawTopics(seed: number, { topics = {} }: Kinds): readonly string[] {
  return Object.keys(topics).filter(
    (topic) => createSeededRandom(`plan/${seed}/topics/${topic}`).fraction() < WITH_TOPIC,
  );
}

function addTopic(
  seed: number,
  topic: string,
  { lastsMs }: Settings,
  { topics = {} }: Kinds,
  add: (kind: string, atMs: number) => void,
): void {
  const random = createSeededRandom(`plan/${seed}/uses/${topic}`);
  const uses = whole(random, 3, MOST_USES_OF_TOPIC);
  for (let n = 0; n < uses; n++) add(byWeight(random, topics[topic] ?? {}), (0.1 + 0.9 * random.fraction()) * lastsMs);
}

function drawSettings(random: ReturnType<typeof createSeededRandom>, kinds: Kinds, isLong: boolean): Settings {
  const users = ['ann', 'bob', 'eve'].slice(0, whole(random, 1, 3));
  const devices = [...users, ...users.slice(0, pick(random, [0, 0, 1, 2]))];
  const isClean = random.fraction() < 0.03;
  const share = random.fraction();
  const faults = Object.keys(kinds.faults).filter(
    (kind) => kinds.faults[kind]?.weight !== 0 && random.fraction() < share,
  );
  if (faults.includes('server-restored') && !faults.includes('backup')) faults.push('backup');
  const slowMs = pick(random, [0, 5, 80, 400]);
  return {
    users,
    devices,
    lastsMs: whole(random, 5_000, isLong ? 90_000 : 45_000),
    latencyMs: [Math.floor(slowMs / 2), slowMs],
    storageMs: pick(random, [
      [0, 0],
      [0, 0],
      [0, 3],
      [1, 40],
    ] as const),
    heartbeatMs: pick(random, [5_000, 25_000, 25_000]),
    catchUpRevs: pick(random, [3, 20, 1_000]),
    opsPerPush: pick(random, [1, 4, 500]),
    bufferedBytes: pick(random, [4_000, 8_388_608]),
    opsPerSecond: pick(random, [0, 0, 0, 1]),
    pageSize: pick(random, [2, 5, 50]),
    prefetch: pick(random, [0, 1, 20]),
    backfill: random.fraction() < 0.3,
    onFailure: pick(random, ['block', 'skip']),
    cacheBytes: pick(random, [1_000, 5_000, 100_000_000]),
    tokenMs: pick(random, [20_000, 3_600_000]),
    skewMs: devices.map(() => (random.fraction() < 0.5 ? 0 : whole(random, -3 * DAY_MS, 3 * DAY_MS))),
    faults: isClean ? [] : faults,
    pageRows: pick(random, [3, 12, undefined]),
    pinned: random.fraction() < 0.3 ? conversationId(0) : undefined,
  };
}

function byWeight(random: ReturnType<typeof createSeededRandom>, table: Kinds['work']): string {
  const entries = Object.entries(table);
  let left = random.fraction() * entries.reduce((sum, [, { weight }]) => sum + weight, 0);
  for (const [kind, { weight }] of entries) {
    left -= weight;
    if (left < 0) return kind;
  }
  return entries.at(-1)?.[0] ?? '';
}
