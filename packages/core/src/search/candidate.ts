/** A message that may be a hit: the index says so, the message itself decides. */
export interface Candidate {
  readonly stream: string;
  readonly ord: number;
  readonly at: number;
}
