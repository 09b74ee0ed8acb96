import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyPatches } from '../../../../scripts/patch.ts';
import { SCENARIOS } from '../scenarios/scenarios.ts';

const ROOT = join(import.meta.dirname, '../../../..');

test('every broken build still fits the sources', () => {
  for (const { patches } of SCENARIOS.map(({ broken }) => broken)) {
    for (const { file } of patches) {
      const source = readFileSync(join(ROOT, file), 'utf8');
      expect(applyPatches(file, source, patches)).not.toBe(source);
    }
  }
});
