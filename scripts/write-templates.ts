import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { TEMPLATES } from './templates/templates.ts';
import { writeTemplate } from './templates/write-template.ts';

/** Makes the templates of create-tidemark from the examples: at each build, so that they are never others. */
export function writeTemplates(root: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const template of TEMPLATES) {
    const added = join(root, 'packages/create-tidemark/added', template.name);
    writeTemplate(root, template, added, join(folder, template.name));
  }
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  writeTemplates(root, join(root, 'packages/create-tidemark/dist/templates'));
}
