import { expect, test } from 'vitest';
import { applyPatches } from './patch.ts';

test('[SIM-43] a patch that fits nowhere, or twice, is refused', () => {
  const patch = { file: 'a.ts', search: 'x', replace: 'y' };
  expect(applyPatches('a.ts', 'a x b', [patch])).toBe('a y b');
  expect(applyPatches('b.ts', 'x x', [patch])).toBe('x x');
  expect(() => applyPatches('a.ts', 'z', [patch])).toThrow('must stand there once');
  expect(() => applyPatches('a.ts', 'x x', [patch])).toThrow('must stand there once');
});
