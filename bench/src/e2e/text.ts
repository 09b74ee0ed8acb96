/** What is said: about as much as people write, with a number by which the other end knows it. */
export const textOf = (n: number): string =>
  `${n}: the tide is coming in, said the lighthouse keeper, so let us carry the lamps up first, then the rope.`;

/** NaN where it is none of ours. */
export const numberOf = (text: string): number => Number.parseInt(text, 10);
