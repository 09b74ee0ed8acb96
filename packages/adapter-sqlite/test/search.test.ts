import { searchChecks } from '@tidemark/testing';
import { test } from 'vitest';
import { sqlite } from '../src/node-sqlite.ts';
import { sqliteHarness } from './sqlite-harness.ts';

for (const { name, run } of searchChecks(sqliteHarness(sqlite))) test(name, run);
