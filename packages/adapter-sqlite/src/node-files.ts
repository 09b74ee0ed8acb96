import { closeSync, existsSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import type { DriverFiles } from './driver.ts';

const BESIDE = ['-wal', '-shm', '-journal'];

/** Removes a database file with its log and shared memory. */
export function removeFiles(path: string): void {
  for (const suffix of [...BESIDE, '']) rmSync(path + suffix, { force: true });
}

/** The files of a Node process. */
export const nodeFiles: DriverFiles = {
  exists: (path) => existsSync(path),
  read(path, offset, length) {
    const file = openSync(path, 'r');
    try {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, offset));
    } finally {
      closeSync(file);
    }
  },
  move(from, to) {
    // The log first: beside a new file of the old name it would be taken for that file's own.
    for (const suffix of [...BESIDE, '']) if (existsSync(from + suffix)) renameSync(from + suffix, to + suffix);
  },
};
