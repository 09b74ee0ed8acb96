import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TidemarkError } from '@tidemark/protocol';

export const TEMPLATE_NAMES = ['web', 'terminal'] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

export interface CreateAppOptions {
  /** Where the app goes: made when missing, and empty but for `.git` otherwise. Its name is the app's. */
  readonly folder: string;
  readonly template: TemplateName;
  /** Where the templates are. Default: those of this package. */
  readonly templates?: string | undefined;
}

export interface CreatedApp {
  /** Absolute. */
  readonly folder: string;
  readonly name: string;
}

/** Beside the built file, and from the sources where the build is. */
const TEMPLATES = fileURLToPath(new URL('../dist/templates/', import.meta.url));

/**
 * Writes an app that runs after `npm install`. Throws `options/invalid` for a template that there is not, and `create/folder`
 * where the folder cannot be used: nothing is written then.
 */
export function createApp({ folder, template, templates = TEMPLATES }: CreateAppOptions): CreatedApp {
  if (!TEMPLATE_NAMES.includes(template)) throw noSuchTemplate(template);
  const path = resolve(folder);
  const name = nameFrom(path);
  const found = existsSync(path) ? entriesOf(path).filter((entry) => entry !== '.git') : [];
  if (found.length > 0) throw unusable(path, `has ${found[0]} in it`, 'Choose another, or empty it first');
  mkdirSync(path, { recursive: true });
  cpSync(join(templates, template), path, { recursive: true });
  // npm packs no file of that name.
  renameSync(join(path, 'gitignore'), join(path, '.gitignore'));
  const manifest = join(path, 'package.json');
  const parsed = JSON.parse(readFileSync(manifest, 'utf8')) as object;
  writeFileSync(manifest, `${JSON.stringify({ ...parsed, name }, null, 2)}\n`);
  return { folder: path, name };
}

function entriesOf(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (cause) {
    throw unusable(path, 'is no folder', 'Choose another', cause);
  }
}

/** As npm takes it. */
function nameFrom(path: string): string {
  const name = basename(path)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 200);
  return name || 'tidemark-app';
}

function noSuchTemplate(found: string): TidemarkError {
  const message = `There is no template ${found}: ${TEMPLATE_NAMES.join(' or ')}`;
  return new TidemarkError('options/invalid', message, { option: 'template', found });
}

function unusable(path: string, found: string, todo: string, cause?: unknown): TidemarkError {
  return new TidemarkError('create/folder', `${path} ${found}. ${todo}.`, { path, found }, { cause });
}
