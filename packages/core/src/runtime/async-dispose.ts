/**
 * The keys of disposal, defined first where the engine lacks them (WebKit). Define members with these, not with
 * `Symbol.asyncDispose`: importing the value is what orders the two. `Symbol.for` is what compiled `await using` falls
 * back to, so code that was evaluated earlier agrees.
 */
function wellKnown(name: 'asyncDispose' | 'dispose'): symbol {
  const symbol: symbol | undefined = Symbol[name];
  if (symbol) return symbol;
  const made = Symbol.for(`Symbol.${name}`);
  Object.defineProperty(Symbol, name, { value: made });
  return made;
}

export const asyncDispose: typeof Symbol.asyncDispose = wellKnown('asyncDispose') as typeof Symbol.asyncDispose;
export const dispose: typeof Symbol.dispose = wellKnown('dispose') as typeof Symbol.dispose;
