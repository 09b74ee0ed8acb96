/** Says how far a long run is: on a terminal one line, rewritten; elsewhere a line now and then. */
export interface Progress {
  show(text: string): void;
  end(): void;
}

const LINE_EVERY_MS = 5_000;

export function createProgress(out: NodeJS.WriteStream, nowMs: () => number = () => performance.now()): Progress {
  const begunMs = nowMs();
  let shownMs = Number.NEGATIVE_INFINITY;
  return {
    show(text) {
      const ms = nowMs() - begunMs;
      const line = `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')} ${text}`;
      if (out.isTTY) out.write(`\r\x1b[K${line.slice(0, out.columns - 1)}`);
      else if (ms - shownMs >= LINE_EVERY_MS) {
        shownMs = ms;
        out.write(`${line}\n`);
      }
    },
    end: () => void (out.isTTY && out.write('\r\x1b[K')),
  };
}
