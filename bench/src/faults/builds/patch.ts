/** A change to product code that breaks it, as data. */
export interface Patch {
  /** From the root of the repository. */
  readonly file: string;
  /** Found exactly once in the file. */
  readonly search: string;
  readonly replace: string;
}

/** The source with the patches of its file. Throws when one no longer fits: a control that changes nothing shows nothing. */
export function applyPatches(file: string, source: string, patches: readonly Patch[]): string {
  return patches
    .filter((patch) => patch.file === file)
    .reduce((text, { search, replace }) => {
      const [before, after, ...more] = text.split(search);
      if (before === undefined || after === undefined || more.length > 0) {
        throw new Error(`A broken build does not fit ${file} any more: "${search}" must stand there once.`);
      }
      return `${before}${replace}${after}`;
    }, source);
}
