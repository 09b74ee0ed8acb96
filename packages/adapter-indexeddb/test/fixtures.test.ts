import 'fake-indexeddb/auto';
import { test } from 'vitest';
import type { Dump } from './fixtures/dump.ts';
import { checkFixture } from './fixtures/fixture-checks.ts';
import layout1 from './fixtures/layout-1.json' with { type: 'json' };

test('[IDB-21] a database that layout 1 wrote is read, written and read again', () =>
  checkFixture(layout1 as unknown as Dump));
