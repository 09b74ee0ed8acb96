/** What people might say: words as common and as rare as in a chat, 43 characters a line in the median, always the same. */

const LINES = 65_536;
const WORDS = 30_000;
const QUERIES = 800;
/** Of a chat: half a line is a few hundred words. */
const SKEW = 1.05;

const CONSONANTS = 'bcdfghjklmnprstvwz';
const VOWELS = 'aeiou';

function wordOf(rank: number): string {
  let rest = rank;
  let word = '';
  do {
    word += (CONSONANTS[rest % CONSONANTS.length] as string) + (VOWELS[(rest * 7) % VOWELS.length] as string);
    rest = Math.floor(rest / CONSONANTS.length);
  } while (rest > 0);
  return word;
}

export interface ChatLines {
  lineAt(i: number, ord: number): string;
  /** Things to look for: whole words, beginnings, two words of one line. */
  queries(): readonly string[];
}

export function createChatLines(): ChatLines {
  let seed = 42;
  const chance = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  // A power of a uniform number: few words are most of what is said.
  const pick = (): string => wordOf(Math.floor(WORDS ** (chance() ** (1 / SKEW))) - 1);
  const lines = Array.from({ length: LINES }, () => {
    const words = 2 + Math.floor(chance() * chance() * 26);
    return Array.from({ length: words }, pick).join(' ');
  });
  const at = (n: number): string => lines[n % LINES] as string;
  return {
    lineAt: (i, ord) => at(i * 7919 + ord),
    queries: () =>
      Array.from({ length: QUERIES }, (_, n) => {
        const [first = '', second = ''] = at(n * 104_729).split(' ');
        if (n % 4 === 0) return `${first} `;
        if (n % 4 === 1) return first.slice(0, 2);
        if (n % 4 === 2) return `${first} ${second}`;
        return `${wordOf(Math.floor(chance() * WORDS))} `;
      }),
  };
}
