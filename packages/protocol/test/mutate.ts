import fc from 'fast-check';

/** What one place of a JSON value is changed to: each of these has fooled some check before. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 2 ** 53, -0, '', '7', 'x'.repeat(528), 'x'.repeat(529)),
  fc.constantFrom<unknown>([], [1], [0, 1], [0, 1, 2], {}, { length: 2 }, 'constructor', '__proto__', 'user:', 'éa:b'),
  fc.jsonValue(),
);

/** One change: walk `steps` into the value, then replace, remove, add or copy there. */
export interface Mutation {
  readonly steps: readonly number[];
  readonly act: 'replace' | 'remove' | 'add' | 'copy';
  readonly name: string;
  readonly value: unknown;
}

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  steps: fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
  act: fc.constantFrom('replace' as const, 'remove' as const, 'add' as const, 'add' as const, 'copy' as const),
  name: fc.constantFrom('extra', 'ok', 'error', 'rows', 'body', 'deleted', 're', 'constructor'),
  value: odd,
});

type Holder = Record<string, unknown>;

/** The value, changed in a copy. */
export function mutate(value: unknown, { steps, act, name, value: odd }: Mutation): unknown {
  const root: Holder = { value: structuredClone(value) };
  let holder = root;
  let key = 'value';
  for (const step of steps) {
    const inner = holder[key];
    const keys = typeof inner === 'object' && inner !== null ? Object.keys(inner) : [];
    if (keys.length === 0) break;
    holder = inner as Holder;
    key = keys[step % keys.length] as string;
  }
  const here = holder[key];
  if (act === 'remove' && holder !== root) delete holder[key];
  else if (act === 'copy') holder[key] = [here, here];
  else if (act === 'add' && typeof here === 'object' && here !== null) (here as Holder)[name] = odd;
  else holder[key] = odd;
  return root['value'];
}
