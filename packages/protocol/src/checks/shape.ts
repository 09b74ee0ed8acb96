/**
 * Small checks to build bigger ones from. A check answers undefined when the value fits, else where and what was found,
 * such as `.rows[3].rev: expected a whole number, found "7"`; the place is put together on the way out, so that a value
 * that fits costs no allocation. This is client code: it must stay tiny and run 100,000 times a second unnoticed.
 */
export type Check = (value: unknown) => string | undefined;

/** One test, and the words for what it wants. */
/* @__NO_SIDE_EFFECTS__ */
export function is(expected: string, fits: (value: unknown) => boolean): Check {
  return (value) => (fits(value) ? undefined : `: expected ${expected}, found ${show(value)}`);
}

/* @__NO_SIDE_EFFECTS__ */
export function optional(check: Check): Check {
  return (value) => (value === undefined ? undefined : check(value));
}

/* @__NO_SIDE_EFFECTS__ */
export function listOf(check: Check, length?: number): Check {
  return (value) => {
    if (!Array.isArray(value)) return array(value);
    if (length !== undefined && value.length !== length) return `: expected ${length} entries, found ${value.length}`;
    for (let i = 0; i < value.length; i++) {
      const found = check(value[i]);
      if (found !== undefined) return `[${i}]${found}`;
    }
    return undefined;
  };
}

/** An object with at least these fields: a newer server may add others. */
/* @__NO_SIDE_EFFECTS__ */
export function shape(fields: Readonly<Record<string, Check>>): Check {
  const names = Object.keys(fields);
  const checks = Object.values(fields);
  return (value) => {
    const wrong = object(value);
    if (wrong !== undefined) return wrong;
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      const found = checks[i]?.((value as Record<string, unknown>)[name]);
      if (found !== undefined) return `.${name}${found}`;
    }
    return undefined;
  };
}

/* @__NO_SIDE_EFFECTS__ */
export function oneOf(...values: readonly unknown[]): Check {
  return is(values.join(' or '), (value) => values.includes(value));
}

export const object: Check = is(
  'an object',
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
export const string: Check = is('a string', (value) => typeof value === 'string');
export const boolean: Check = is('true or false', (value) => typeof value === 'boolean');
const array: Check = is('an array', Array.isArray);

/** Short, and never much of it: it may be a message's text on its way into a log. */
function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 24)) : String(value);
}
