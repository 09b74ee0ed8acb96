import { runEndToEnd } from '../e2e/main.ts';
import { runLocal } from '../local/main.ts';
import { runServer } from '../server/main.ts';

/** Everything that has a floor, one after the other. `--peers` goes to `e2e`, `--docs` to all. */
export async function runAll(args: readonly string[]): Promise<boolean> {
  const others = args.filter((arg) => arg !== '--peers');
  const held = [await runEndToEnd(args), await runServer(others), await runLocal(others)];
  return held.every(Boolean);
}
