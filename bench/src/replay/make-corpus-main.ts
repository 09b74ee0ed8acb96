import { writeFileSync } from 'node:fs';

/**
 * Writes a corpus of so many made-up messages in the format of the replay, for machines that have no real one:
 * `node make-corpus-main.ts FILE COUNT`. The same count gives the same file.
 */

const NAMES = ['ann', 'bob', 'eve', 'ídris', '阿明', 'kapitän', 'jo|away', 'mo_', 'ola', 'pia', 'quin', 'rolf'];
const WORDS = [
  'tide',
  'buoy',
  'ebb',
  'flood',
  'neap',
  'spring',
  'harbour',
  'naïve',
  '潮',
  '🌊',
  'anchor',
  'fog',
  'log',
];
const CONVERSATIONS = 9;

const [file = '', count = '3000'] = process.argv.slice(2);
let state = 20261121;
/** A linear congruential generator (Numerical Recipes, 2nd edition, section 7.1): chance is not what is tested here. */
const below = (limit: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return (state >>> 8) % limit; // the low bits of such a generator repeat at once
};
const pick = (items: readonly string[]): string => items[below(items.length)] ?? '';

const lengths = new Array<number>(CONVERSATIONS).fill(0);
const lines = Array.from({ length: Number(count) }, (_, at) => {
  const place = below(CONVERSATIONS);
  const n = lengths[place] ?? 0;
  lengths[place] = n + 1;
  const text = Array.from({ length: 1 + below(20) }, () => pick(WORDS)).join(' ');
  const replyTo = n > 0 && below(4) === 0 ? { replyTo: below(n) } : {};
  const kind = below(30) === 0 ? 'action' : 'message';
  return JSON.stringify({
    c: `made-${place}`,
    n,
    kind,
    from: pick(NAMES),
    text,
    at: 1_700_000_000_000 + at,
    ...replyTo,
  });
});
writeFileSync(file, `${lines.join('\n')}\n`);
