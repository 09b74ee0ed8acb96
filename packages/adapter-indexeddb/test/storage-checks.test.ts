import 'fake-indexeddb/auto';
import { modelCheck, storageChecks } from '@tidemark/testing';
import { test } from 'vitest';
import { harness, SMALL_PAGES } from './storage-harness.ts';

const asShipped = harness();
for (const { name, run } of [...storageChecks(asShipped), modelCheck(asShipped)]) test(name, run);

const cutSmall = harness(SMALL_PAGES);
for (const { name, run } of [...storageChecks(cutSmall), modelCheck(cutSmall)]) test(`${name} (small pages)`, run);
