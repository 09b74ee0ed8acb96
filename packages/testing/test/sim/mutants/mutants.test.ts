import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyPatches } from '../../../../../scripts/patch.ts';
import { MUTANTS } from './mutants.ts';

const PACKAGES = join(import.meta.dirname, '../../../..');

test('[SIM-43] every mutant fits the sources, and changes them', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(40);
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  const unfit = MUTANTS.flatMap(({ name, patches }) => {
    const files = new Set(patches.map(({ file }) => file));
    return [...files].flatMap((file) => {
      const source = readFileSync(join(PACKAGES, file), 'utf8');
      try {
        return applyPatches(file, source, patches) === source ? [`${name}: nothing changes`] : [];
      } catch (error) {
        return [`${name}: ${(error as Error).message}`];
      }
    });
  });
  expect(unfit).toEqual([]);
});
