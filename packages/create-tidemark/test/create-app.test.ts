import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { tempWorkspace } from '../../../scripts/temp-workspace.ts';
import { TEMPLATES } from '../../../scripts/templates/templates.ts';
import { writeTemplate } from '../../../scripts/templates/write-template.ts';
import { writeTemplates } from '../../../scripts/write-templates.ts';
import { createApp, TEMPLATE_NAMES } from '../src/create-app.ts';
import { nextSteps } from '../src/next-steps.ts';

const root = join(import.meta.dirname, '../../..');
const temp = tempWorkspace({});
afterAll(() => temp[Symbol.dispose]());
const templates = join(temp.root, 'templates');
writeTemplates(root, templates);

const folderOf = (name: string): string => join(temp.root, name);
const read = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8');

test.each(TEMPLATE_NAMES)(
  '[CRE-1] the app %s has the code of its example and nothing of the repository',
  (template) => {
    const { folder } = createApp({ folder: folderOf(`app-${template}`), template, templates });
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(paths).toEqual(expect.arrayContaining(['.gitignore', 'README.md', 'package.json', 'src', 'tsconfig.json']));
    expect(paths.filter((path) => /\.test\.|node_modules|^gitignore$/.test(path))).toEqual([]);
    const { dependencies, devDependencies, scripts } = JSON.parse(read(folder, 'package.json'));
    const { version } = JSON.parse(read(root, 'packages/core/package.json'));
    expect(dependencies['@tidemark/core']).toBe(`^${version}`);
    expect({ ...dependencies, ...devDependencies }).toHaveProperty('@tidemark/server-reference', `^${version}`);
    expect(JSON.stringify(scripts)).not.toContain('conditions');
  },
);

test('[CRE-1] an example that has changed under what is replaced, or says what only this repository has, fails the build', () => {
  const [template] = TEMPLATES;
  if (!template) throw new Error('there is no template');
  const added = join(root, 'packages/create-tidemark/added', template.name);
  const write = (replaced: (typeof template)['replaced']) => () =>
    writeTemplate(root, { ...template, replaced }, added, folderOf('broken'));
  expect(write({ ...template.replaced, 'src/main.ts': [[/what is not there/, '']] })).toThrow('src/main.ts has no');
  expect(write({ ...template.replaced, 'src/gone.ts': [] })).toThrow('src/gone.ts any more');
  expect(write({})).toThrow('says examples/');
});

test('[CRE-2] a folder with something in it is refused, and stays as it is', () => {
  const folder = folderOf('taken');
  mkdirSync(folder);
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  const make = (where: string) => () => createApp({ folder: where, template: 'web', templates });
  expect(make(folder)).toThrow('taken has notes.txt in it. Choose another, or empty it first');
  expect(make(join(folder, 'notes.txt'))).toThrow('create/folder');
  expect(readdirSync(folder)).toEqual(['notes.txt']);
});

test('[CRE-2] beside .git there may be an app, named after its folder', () => {
  mkdirSync(join(folderOf('Our Harbour!'), '.git'), { recursive: true });
  const created = createApp({ folder: folderOf('Our Harbour!'), template: 'terminal', templates });
  expect(created.name).toBe('our-harbour');
  expect(JSON.parse(read(created.folder, 'package.json')).name).toBe('our-harbour');
  expect(nextSteps(created, 'terminal', temp.root)).toContain('cd "Our Harbour!"');
});
