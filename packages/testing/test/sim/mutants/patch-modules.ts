import { registerHooks } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyPatches, type Patch } from '../../../../../scripts/patch.ts';

const PACKAGES = join(import.meta.dirname, '../../../..');

/** From now on, modules of this thread are loaded with the patches. Those that were loaded before stay as they are. */
export function patchModules(patches: readonly Patch[]): { readonly patched: ReadonlySet<string> } {
  const files = new Set(patches.map(({ file }) => file));
  const patched = new Set<string>();
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const file = url.startsWith('file:') ? relative(PACKAGES, fileURLToPath(url)).replaceAll('\\', '/') : '';
      if (!files.has(file) || loaded.source === undefined || loaded.source === null) return loaded;
      patched.add(file);
      return { ...loaded, source: applyPatches(file, textOf(loaded.source), patches) };
    },
  });
  return { patched };
}

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  return typeof source === 'string' ? source : new TextDecoder().decode(source);
}
