import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SECTIONS } from './sections.ts';
import { replaceSection } from './write-section.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/performance.md'), 'utf8');

test('every bench that writes into docs/performance.md finds its section there, once', () => {
  for (const section of Object.values(SECTIONS)) {
    const written = replaceSection(page, section, 'measured anew');
    expect(written.split('measured anew'), section.name).toHaveLength(2);
    expect(written.length, section.name).toBeLessThan(page.length + 20);
  }
});

test('a page without the section is refused', () => {
  expect(() => replaceSection('# Performance', SECTIONS.e2e, '')).toThrow('<!-- e2e: written by');
});
