import { expect, test } from 'vitest';
import { at, freshName, spec } from './in-worker.ts';

test('[SQL-8] a browser without private files of the origin is storage/unavailable', async () => {
  await expect(at(freshName()).open(spec)).rejects.toMatchObject({ code: 'storage/unavailable' });
});
