import { featuresOf, KINDS } from '@tidemark/testing/simulator';

/** From here on, every kind of fault must have happened often. */
const COUNTS_FROM_SEEDS = 20_000;
const LEAST_TIMES = 1_000;

const LEAST_USES = 200;

export const leastTimes = (what: string): number => (FEATURES.includes(what) ? LEAST_USES : LEAST_TIMES);

/** What a step of this kind lets happen, where that is not what the kind is called. */
const BEFALLS: Readonly<Record<string, readonly string[]>> = {
  'die-at-commit': ['die-before-commit', 'die-during-commit', 'die-after-commit'],
  'refuse-commit': ['storage/quota-exceeded', 'storage/closed', 'storage/unavailable'],
  'server-die-at-commit': ['server-crash-before-commit', 'server-crash-after-commit'],
  // Counted as `die-after-commit`.
  'die-at-store': [],
  // Taken for `server-restored`, and no fault.
  backup: [],
};

/** Everything that can go wrong, as it is counted. */
export const FAULTS: readonly string[] = Object.keys(KINDS.faults).flatMap((kind) => BEFALLS[kind] ?? [kind]);

/** What people do with features, each counted where it came to something. */
export const FEATURES: readonly string[] = Object.keys(featuresOf(KINDS));

/** How often each feature was used, those that never were included. */
export function featureCounts(befell: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  return FEATURES.map((feature) => [feature, befell[feature] ?? 0] as const);
}

/** How often each fault happened, those that never did included. */
export function faultCounts(befell: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  return FAULTS.map((fault) => [fault, befell[fault] ?? 0] as const);
}

/** The faults and features that so many seeds did not really try. */
export function tooRare(seeds: number, befell: Readonly<Record<string, number>>): readonly string[] {
  if (seeds < COUNTS_FROM_SEEDS) return [];
  return [...faultCounts(befell), ...featureCounts(befell)].flatMap(([what, times]) =>
    times < leastTimes(what) ? [what] : [],
  );
}
