import { searchChecks } from '@tidemark/testing';
import { test } from 'vitest';
import { harness, SMALL_PAGES } from './storage-harness.ts';

for (const { name, run } of searchChecks(harness())) test(name, run);
for (const { name, run } of searchChecks(harness(SMALL_PAGES))) test(`${name} (small pages)`, run);
