type Numbers = Int32Array | Uint16Array | Float64Array;

/** The array, or a longer one that begins with it, so that `length` numbers have room. */
export function withRoom<Array extends Numbers>(array: Array, length: number): Array {
  if (length <= array.length) return array;
  const larger = new (array.constructor as new (length: number) => Array)(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
}
