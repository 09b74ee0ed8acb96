/** Hosts draw no frames for pages that nobody sees; titles and badges of those want to be right all the same. */
const WITHOUT_FRAMES_MS = 100;

const waiting = new Set<() => void>();
let frame: number | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Runs `run` right before the next frame is drawn, once however often it is asked for, all in one go. */
export function atNextFrame(run: () => void): void {
  if (waiting.size === 0) {
    frame = globalThis.requestAnimationFrame?.(runAll);
    timer = setTimeout(runAll, WITHOUT_FRAMES_MS);
  }
  waiting.add(run);
}

function runAll(): void {
  if (frame !== undefined) cancelAnimationFrame(frame);
  clearTimeout(timer);
  const due = [...waiting];
  waiting.clear();
  for (const run of due) run();
}
