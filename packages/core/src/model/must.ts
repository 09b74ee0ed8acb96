import { TidemarkError } from '@tidemark/protocol';

/** A check of what an app passed: throws, with where it stands and what was found, unless it fits. */
export type Must = (fits: boolean, where: string, expected: string, found: unknown) => asserts fits;

export const mustWrite: Must = (fits, path, expected, value) => {
  if (fits) return;
  const found = shown(value);
  throw new TidemarkError('write/invalid', `${path} must be ${expected}, found ${found}`, { path, found });
};

export const mustOption: Must = (fits, option, expected, value) => {
  if (fits) return;
  const found = shown(value);
  throw new TidemarkError('options/invalid', `${option} must be ${expected}, found ${found}`, { option, found });
};

function shown(value: unknown): string {
  // JSON has no word for what is no number.
  if (typeof value === 'number') return String(value);
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, 200);
  } catch {
    // A BigInt, or a cycle.
    return typeof value;
  }
}
