/** Checks that go on after a failure, each with one line of its own, and a count at the end. */
export interface Tally {
  /** Runs `check`; what it throws is the reason of the failure. Resolves whether it passed. */
  check(name: string, check: () => void | Promise<void>): Promise<boolean>;
  /** Prints `N passed, N failed` and sets the exit code. */
  finish(): void;
}

export function createTally(): Tally {
  let passed = 0;
  let failed = 0;
  return {
    async check(name, check) {
      const startMs = performance.now();
      const seconds = (): string => `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
      try {
        await check();
        passed += 1;
        console.log(`ok   ${name} (${seconds()})`);
        return true;
      } catch (error) {
        failed += 1;
        const reason = error instanceof Error ? error.message : String(error);
        console.log(`FAIL ${name} (${seconds()})\n${shorten(reason)}`);
        return false;
      }
    },
    finish() {
      console.log(`${passed} passed, ${failed} failed`);
      if (failed > 0) process.exitCode = 1;
    },
  };
}

/** The beginning of a reason, indented. */
function shorten(reason: string): string {
  const lines = reason.trim().split('\n');
  const shown = lines.length > 25 ? [...lines.slice(0, 25), `… ${lines.length - 25} more lines`] : lines;
  return shown.map((line) => `     ${line}`).join('\n');
}
