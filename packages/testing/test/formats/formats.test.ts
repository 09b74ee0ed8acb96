import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../journey/kit/folder.ts';
import { readFixtures } from './read-fixtures.ts';
import { tell } from './tell.ts';

const fixtures = readFixtures();

test('[MIG-5] there is a database of the first format, with a gap, unsent messages and rows of an app', () => {
  const first = fixtures.find(({ name }) => name === 'schema-1.db')?.told;
  expect(first?.gaps.length).toBeGreaterThan(0);
  expect(first?.outbox.length).toBeGreaterThan(4);
  expect(first?.notes).toHaveLength(2);
  expect(first?.messages.filter(({ delivery }) => delivery === 'sending')).toHaveLength(3);
});

for (const { name, path, told } of fixtures) {
  test(`[MIG-5] ${name} opens and shows what it showed when it was written, twice`, async () => {
    const copy = join(testFolder(), name);
    copyFileSync(path, copy);
    expect(await tell(copy, 'bob')).toEqual(told);
    expect(await tell(copy, 'bob')).toEqual(told);
  });
}
