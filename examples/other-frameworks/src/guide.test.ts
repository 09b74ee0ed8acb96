import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const guide = readFileSync(join(import.meta.dirname, '../../../docs/guides/other-frameworks.md'), 'utf8');

for (const name of ['vue', 'svelte', 'solid', 'angular', 'rxjs', 'once-a-frame']) {
  test(`the guide shows ${name}.ts as it is run here`, () => {
    const code = readFileSync(join(import.meta.dirname, `${name}.ts`), 'utf8');
    expect(guide).toContain(`\`\`\`ts\n${code}\`\`\``);
  });
}
