import { checkCarrying } from './check-carrying.ts';
import { checkConnecting } from './check-connecting.ts';
import { checkEnding } from './check-ending.ts';
import type { TransportCheck, TransportUnderTest } from './transport-check.ts';

/**
 * What every `Transport` must do (rules TRA of the core's SPEC.md). `open` makes a fresh one for each check.
 *
 * @example
 * for (const { name, run } of transportChecks(open)) test(name, run);
 */
export function transportChecks(open: () => Promise<TransportUnderTest>): readonly TransportCheck[] {
  return [...checkConnecting, ...checkCarrying, ...checkEnding].map(({ name, run }) => ({
    name,
    async run() {
      const under = await open();
      try {
        await run(under);
      } finally {
        await under.close();
      }
    },
  }));
}
