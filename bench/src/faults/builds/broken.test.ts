import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SCENARIOS } from '../scenarios/scenarios.ts';
import { applyPatches } from './patch.ts';

const ROOT = join(import.meta.dirname, '../../../..');

test('every broken build still fits the sources', () => {
  for (const { patches } of SCENARIOS.map(({ broken }) => broken)) {
    for (const { file } of patches) {
      const source = readFileSync(join(ROOT, file), 'utf8');
      expect(applyPatches(file, source, patches)).not.toBe(source);
    }
  }
});

test('a patch that fits nowhere, or twice, is refused', () => {
  const patch = { file: 'a.ts', search: 'x', replace: 'y' };
  expect(applyPatches('b.ts', 'x x', [patch])).toBe('x x');
  expect(() => applyPatches('a.ts', 'z', [patch])).toThrow('must stand there once');
  expect(() => applyPatches('a.ts', 'x x', [patch])).toThrow('must stand there once');
});
