import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { testFolder } from './folder.ts';

export interface SmallDisk {
  readonly folder: string;
  /** Frees the three megabytes that something else took. */
  makeRoom(): void;
}

/**
 * A disk with less than a megabyte of room, for one test; `undefined`, loudly, where mounting is not allowed. SQLite's
 * log is moved into the file only where both have room for a moment, so what comes free is more than the log.
 */
export function smallDisk(): SmallDisk | undefined {
  const folder = join(testFolder(), 'disk');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], { stdio: 'pipe' });
  } catch (cause) {
    if (process.env['REQUIRE_SERVICES'] === '1') throw cause;
    console.error(`NOT TESTED: no small disk, mount is not allowed here (${String(cause).split('\n')[1]})`);
    return undefined;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  const ballast = join(folder, 'ballast');
  writeFileSync(ballast, new Uint8Array(3_300_000));
  return { folder, makeRoom: () => rmSync(ballast) };
}
