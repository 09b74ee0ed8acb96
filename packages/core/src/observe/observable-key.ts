/**
 * The name under which observable libraries look for interop. Nobody defines the symbol by default, and defining it here
 * would part libraries that were imported earlier from those imported later; so members are defined under both names.
 */
export const FALLBACK_KEY = '@@observable';

export const observableKey = (): typeof Symbol.observable =>
  (Symbol.observable as typeof Symbol.observable | undefined) ?? (FALLBACK_KEY as unknown as typeof Symbol.observable);
