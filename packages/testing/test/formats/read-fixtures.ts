import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Told } from './tell.ts';

/** One file for each format that a release ever wrote, beside what it tells. */
export const FIXTURES: string = join(import.meta.dirname, '../../../adapter-sqlite/fixtures');

export interface Fixture {
  readonly name: string;
  readonly path: string;
  readonly told: Told;
}

export function readFixtures(): readonly Fixture[] {
  return readdirSync(FIXTURES)
    .filter((file) => file.endsWith('.db'))
    .sort()
    .map((file) => {
      const path = join(FIXTURES, file);
      return { name: file, path, told: JSON.parse(readFileSync(path.replace(/db$/, 'json'), 'utf8')) as Told };
    });
}
