/** Ends this process with the one that runs it, or when that one says so: by `exit`, so that a CPU profile is written. */
export function endWithParent(): void {
  process.on('disconnect', () => process.exit());
  process.on('SIGTERM', () => process.exit());
}
