/** Chance, for ids and jitter. */
export interface Random {
  /** Uniform in [0, 1). */
  fraction(): number;
  /** Fills and returns `target` with bytes fit for ids. */
  fill(target: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
}
