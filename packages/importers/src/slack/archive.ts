import { malformed, parseJson } from '../malformed.ts';
import type { NamedFile } from './named-file.ts';
import type { SlackChannel, SlackUser } from './records.ts';

/** A Slack export by its files. */
export interface Archive {
  readonly users: readonly SlackUser[];
  readonly channels: readonly SlackChannel[];
  /** The days of a channel, oldest first. */
  daysOf(channel: SlackChannel): readonly NamedFile[];
}

/** Public, private, of several people, of two. */
const CHANNEL_FILES = ['channels.json', 'groups.json', 'mpims.json', 'dms.json'];
const DAY = /(?:^|\/)(?<folder>[^/]+)\/(?<day>\d{4}-\d\d-\d\d)\.json$/;

export async function openArchive(files: Iterable<NamedFile> | AsyncIterable<NamedFile>): Promise<Archive> {
  const tables = new Map<string, NamedFile>();
  const days = new Map<string, NamedFile[]>();
  for await (const file of files) {
    const { folder } = DAY.exec(file.path)?.groups ?? {};
    const name = file.path.split('/').at(-1) ?? '';
    if (folder !== undefined) days.set(folder, [...(days.get(folder) ?? []), file]);
    else tables.set(name, file);
  }
  const table = async <Row extends { readonly id: string }>(name: string): Promise<readonly Row[]> => {
    const file = tables.get(name);
    return file ? recordsIn<Row>(file, ({ id }) => typeof id === 'string' && id !== '') : [];
  };
  const users = await table<SlackUser>('users.json');
  const channels: SlackChannel[] = [];
  for (const name of CHANNEL_FILES) channels.push(...(await table<SlackChannel>(name)));
  if (!CHANNEL_FILES.some((name) => tables.has(name))) {
    throw malformed(1, 'nothing: a Slack export has users.json and channels.json', 'channels.json');
  }
  for (const each of days.values()) each.sort((a, b) => (a.path < b.path ? -1 : 1));
  // A folder is called after its channel; that of two people, who have no name, after their id.
  return { users, channels, daysOf: ({ id, name }) => days.get(name ?? id) ?? days.get(id) ?? [] };
}

/** The objects of a file that holds an array. Throws `import/malformed` where it does not, or one does not fit. */
export async function recordsIn<Row>(file: NamedFile, fits: (row: Partial<Row>) => boolean): Promise<readonly Row[]> {
  const text = await file.text();
  const found = parseJson(text, file.path);
  if (!Array.isArray(found)) throw malformed(1, 'no array', file.path);
  found.forEach((row: unknown, i) => {
    if (typeof row === 'object' && row !== null && fits(row as Partial<Row>)) return;
    throw malformed(lineOf(text, i), `no record of an export: ${JSON.stringify(row).slice(0, 80)}`, file.path);
  });
  return found as readonly Row[];
}

/** The line at which the element of an array begins, found by reading up to it. */
function lineOf(text: string, element: number): number {
  let depth = 0;
  let line = 1;
  let left = element;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '\n') line++;
    else if (char === '"') {
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === '\\') i++;
    } else if (char === '[' || char === '{') {
      if (depth === 1 && left === 0) return line;
      depth++;
    } else if (char === ']' || char === '}') depth--;
    else if (char === ',' && depth === 1) left--;
  }
  return line;
}
