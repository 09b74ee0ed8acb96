/**
 * Patience for a machine that is ten times slower, or busy with something else: what holds is seen within milliseconds,
 * and only what never comes costs this long. No test may depend on being quick. Never `retry`: it hides what is loose.
 */
export const patience = {
  testTimeout: 180_000,
  hookTimeout: 120_000,
  teardownTimeout: 60_000,
  expect: { poll: { timeout: 60_000, interval: 10 } },
};
