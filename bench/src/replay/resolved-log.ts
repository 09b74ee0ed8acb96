import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';

/** The places of the messages whose send was resolved, in a file that survives a SIGKILL. */
export interface ResolvedLog {
  /** Found in the file when it was opened. */
  readonly before: readonly number[];
  /** Noted at the end of this turn, with everything else that was resolved in it. */
  add(place: number): void;
  close(): void;
}

export function openResolvedLog(path: string): ResolvedLog {
  const before = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1).map(Number) : [];
  const file = openSync(path, 'a');
  let waiting: number[] = [];

  function flush(): void {
    if (waiting.length > 0) writeSync(file, waiting.map((place) => `${place}\n`).join(''));
    waiting = [];
  }

  return {
    before,
    add(place) {
      if (waiting.push(place) === 1) setImmediate(flush);
    },
    close() {
      flush();
      closeSync(file);
    },
  };
}
