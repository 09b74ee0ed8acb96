import { TidemarkError } from '@tidemark/protocol';

/** `line` counts from 1, in `file` where there are several. */
export function malformed(line: number, found: string, file?: string): TidemarkError<'import/malformed'> {
  const where = file === undefined ? `Line ${line}` : `${file}, line ${line}`;
  const details = { line, found, ...(file !== undefined && { file }) };
  return new TidemarkError('import/malformed', `${where}: ${found}`, details);
}

/** Throws `import/malformed` naming the line where the JSON breaks. */
export function parseJson(text: string, file?: string, first = 1): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const place = /position (\d+)/.exec(String(error))?.[1];
    // Where it says no place, the text ends too early.
    const before = text.slice(0, place === undefined ? text.length : Number(place));
    throw malformed(first + before.split('\n').length - 1, 'not JSON', file);
  }
}
