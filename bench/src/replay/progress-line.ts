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

const BAR = 24;

/** How far the run is, as a bar and in words. */
export function progressLine(now: ProgressNow): string {
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
