/** Files of a process that are no connections: its database, modules, pipes, and some to spare. */
const OTHER_FILES = 200;

/** As many of the connections wanted as a process may hold with so many open files; NaN files are unlimited. */
export function connectionsWithin(wanted: number, files: number): number {
  return Number.isNaN(files) ? wanted : Math.max(0, Math.min(wanted, files - OTHER_FILES));
}
