import { modelCheck, storageChecks } from '@tidemark/testing';
import { test } from 'vitest';
import { levelHarness } from './harness.ts';

for (const { name, run } of [...storageChecks(levelHarness), modelCheck(levelHarness)]) test(name, run);
