import { test } from 'node:test';
import { modelCheck, storageChecks } from '@tidemark/testing';
import { levelHarness } from './harness.ts';

// The same checks under Node's own runner: they are data, any runner takes them.
for (const { name, run } of [...storageChecks(levelHarness), modelCheck(levelHarness)]) test(name, run);
