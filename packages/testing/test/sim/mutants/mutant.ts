/** A bug to be found: a small change to product code, as data. */
export interface Mutant {
  readonly name: string;
  /** What it breaks. */
  readonly breaks: string;
  readonly patches: readonly Patch[];
  /** Rules that are known to find it. */
  readonly rules?: readonly string[] | undefined;
  /** Why no seed finds it, where none can. Said in the table; a mutant without it must be found. */
  readonly survives?: string | undefined;
  /** One of the few that CI runs on every change, to see that the checks can fail. */
  readonly isQuick?: boolean | undefined;
}

export interface Patch {
  /** From the folder `packages`. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly search: string;
  readonly replace: string;
}

/** The source with the patches of its file. Throws when one does not fit: a mutant that changes nothing shows nothing. */
export function applyPatches(file: string, source: string, patches: readonly Patch[]): string {
  return patches
    .filter((patch) => patch.file === file)
    .reduce((text, { search, replace }) => {
      const [before, after, ...more] = text.split(search);
      if (before === undefined || after === undefined || more.length > 0) {
        throw new Error(`A mutant does not fit ${file} any more: "${search}" must stand there once.`);
      }
      return `${before}${replace}${after}`;
    }, source);
}
