/** A change to product code, as data: how a bug is planted to see that a check finds it. */
export interface Patch {
  /** From the folder that whoever plants it counts from. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly search: string;
  readonly replace: string;
}

/** The source with the patches of its file. Throws when one does not fit: a bug that changes nothing shows nothing. */
export function applyPatches(file: string, source: string, patches: readonly Patch[]): string {
  return patches
    .filter((patch) => patch.file === file)
    .reduce((text, { search, replace }) => {
      const [before, after, ...more] = text.split(search);
      if (before === undefined || after === undefined || more.length > 0) {
        throw new Error(`A planted bug does not fit ${file} any more: "${search}" must stand there once.`);
      }
      return `${before}${replace}${after}`;
    }, source);
}
