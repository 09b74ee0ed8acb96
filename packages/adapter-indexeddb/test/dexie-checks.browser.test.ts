import { modelCheck, storageChecks } from '@tidemark/testing';
import { test } from 'vitest';
import { dexieHarness, SMALL_PAGES } from './storage-harness.ts';

const asShipped = dexieHarness();
for (const { name, run } of [...storageChecks(asShipped), modelCheck(asShipped)]) test(name, run);

const cutSmall = dexieHarness(SMALL_PAGES);
for (const { name, run } of [modelCheck(cutSmall)]) test(`${name} (small pages)`, run);
