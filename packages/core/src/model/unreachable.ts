/** The end of a switch over a union: compiles only while every variant is handled. */
export function unreachable(never: never): never {
  throw new Error(`unreachable: ${JSON.stringify(never)}`);
}
