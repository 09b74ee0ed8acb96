import { bodyChecks } from './bodies.ts';
import { commitChecks } from './commits.ts';
import { guardChecks } from './guards.ts';
import type { CheckDefinition, StorageCheck, StorageHarness } from './harness.ts';
import { indexChecks } from './indexes.ts';
import { openingChecks } from './opening.ts';
import { orderingChecks } from './ordering.ts';
import { rangeChecks } from './ranges.ts';
import { requestChecks } from './requests.ts';
import { checkSpec } from './rows.ts';
import { sharingChecks } from './sharing.ts';

/**
 * What every `StorageAdapter` must do (rules STO of the core's SPEC.md), those that fit its capabilities. Each check
 * runs on a fresh place, once with a clustered store and once with a plain one.
 *
 * @example
 * const harness: StorageHarness = {
 *   capabilities: { durable: true, shared: 'concurrent' },
 *   fresh() {
 *     const folder = mkdtempSync(join(tmpdir(), 'checks-'));
 *     return { adapter: () => sqlite(join(folder, 'a.db')), remove: () => rmSync(folder, { recursive: true }) };
 *   },
 * };
 * for (const { name, run } of storageChecks(harness)) test(name, run);
 */
export function storageChecks(harness: StorageHarness): readonly StorageCheck[] {
  return ALL.filter(({ needs }) => applies(needs, harness)).map((check) => ({
    name: check.name,
    async run() {
      for (const store of ['clustered', 'plain']) await runOn(harness, store, check);
    },
  }));
}

const ALL: readonly CheckDefinition[] = [
  ...openingChecks,
  ...orderingChecks,
  ...rangeChecks,
  ...indexChecks,
  ...bodyChecks,
  ...commitChecks,
  ...guardChecks,
  ...requestChecks,
  ...sharingChecks,
];

function applies(
  needs: CheckDefinition['needs'],
  { capabilities, reopens = capabilities.durable }: StorageHarness,
): boolean {
  if (needs === undefined) return true;
  return needs === 'reopen' ? reopens : needs === capabilities.shared;
}

async function runOn(harness: StorageHarness, store: string, check: CheckDefinition): Promise<void> {
  const place = await harness.fresh();
  const storage = place.adapter();
  try {
    await storage.open(checkSpec);
    await check.run({ storage, store, place, capabilities: harness.capabilities });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`on the ${store} store: ${why}`, { cause });
  } finally {
    await storage.close();
    await place.remove?.();
  }
}
