/** Hosts draw no frames for pages that nobody sees; titles and badges of those want to be right all the same. */
const WITHOUT_FRAMES_MS = 100;

const waiting = new Set<() => void>();
let isHeld = false;
let frame: number | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Runs `run` as soon as what changes now has changed, so that the frame that comes shows it; what changes between that and
 * the frame runs after it. So once a frame, however often it is asked for, all in one go: what a person does is not held
 * back, and a flood is.
 */
export function onceAFrame(run: () => void): void {
  waiting.add(run);
  if (isHeld) return;
  isHeld = true;
  setTimeout(runAll, 0);
}

function runAll(): void {
  const due = [...waiting];
  waiting.clear();
  frame = globalThis.requestAnimationFrame?.(drawn);
  timer = setTimeout(drawn, WITHOUT_FRAMES_MS);
  for (const run of due) run();
}

function drawn(): void {
  if (frame !== undefined) cancelAnimationFrame(frame);
  clearTimeout(timer);
  isHeld = waiting.size > 0;
  if (isHeld) setTimeout(runAll, 0);
}
