/** Shows how far the run is: on a terminal one line, rewritten; elsewhere a line now and then. */
export interface Progress {
  show(now: ProgressNow): void;
  /** A line of its own, above the progress. */
  note(text: string): void;
  end(): void;
}

export interface ProgressNow {
  readonly messages: number;
  readonly confirmed: number;
  /** Of all messages in all clients' databases. */
  readonly storedShare: number;
  readonly cuts: number;
  readonly cutsPlanned: number;
  readonly elapsedMs: number;
  readonly last: string;
}

const LINE_EVERY_MS = 3_000;
const BAR = 24;

export function createProgress(out: NodeJS.WriteStream): Progress {
  let shownMs = Number.NEGATIVE_INFINITY;
  return {
    show(now) {
      if (out.isTTY) out.write(`\r\x1b[K${progressLine(now).slice(0, out.columns - 1)}`);
      else if (now.elapsedMs - shownMs >= LINE_EVERY_MS) {
        shownMs = now.elapsedMs;
        out.write(`${progressLine(now)}\n`);
      }
    },
    note: (text) => void out.write(`${out.isTTY ? '\r\x1b[K' : ''}${text}\n`),
    end: () => void (out.isTTY && out.write('\r\x1b[K')),
  };
}

function progressLine(now: ProgressNow): string {
  const { messages, confirmed, storedShare, cuts, cutsPlanned, elapsedMs, last } = now;
  // Above 1 where messages are duplicated.
  const filled = Math.floor(Math.min(1, storedShare) * BAR);
  const seconds = Math.floor(elapsedMs / 1000);
  return [
    `▕${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}▏ ${(storedShare * 100).toFixed(0).padStart(3)} %`,
    `confirmed ${confirmed.toLocaleString('en')} of ${messages.toLocaleString('en')}`,
    ...(cutsPlanned > 0 ? [`cuts ${cuts}/${cutsPlanned}`] : []),
    `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`,
    ...(last ? [last] : []),
  ].join(' · ');
}
