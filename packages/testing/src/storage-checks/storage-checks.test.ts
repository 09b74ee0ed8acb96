import { memoryStorage } from '@tidemark/core';
import { test } from 'vitest';
import { memoryHarness } from './memory-harness.ts';
import { modelCheck } from './model-check.ts';
import { storageChecks } from './storage-checks.ts';

const harness = memoryHarness(memoryStorage);

for (const { name, run } of [...storageChecks(harness), modelCheck(harness)]) test(name, run);
