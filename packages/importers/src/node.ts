import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { NamedFile } from './slack/named-file.ts';

/**
 * The files below a folder, such as that of an unpacked Slack export.
 *
 * @example
 * slack(filesIn('./export'));
 */
export async function* filesIn(folder: string): AsyncGenerator<NamedFile, void, undefined> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    yield { path: path.slice(join(folder, sep).length).split(sep).join('/'), text: () => readFile(path, 'utf8') };
  }
}
