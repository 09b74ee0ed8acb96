/** What the bot knows about tides. */
const FACTS: readonly string[] = [
  'High water comes about 50 minutes later each day: the moon has moved on, and the harbour must catch up with it.',
  'Sun and moon pull together at new and full moon: spring tides, the highest highs and the lowest lows.',
  'At half moon sun and moon pull at right angles: neap tides, when the sea hardly bothers.',
  'The Bay of Fundy rises by up to 16 metres, twice a day. Boats there rest on mud and wait.',
  'The Mediterranean has almost no tide: its door to the ocean is too narrow.',
  'In the rule of twelfths the water rises 1, 2, 3, 3, 2 and 1 twelfths in the six hours: fastest in the middle.',
  'A tidemark is the line the sea leaves behind to show how far it came. It never argues about it afterwards.',
];

const HELP = [
  'I am a bot. Ask me:',
  'tides: a fact about tides',
  'spring, neap, moon, fundy: that one',
  'echo TEXT: I say TEXT',
  'help: this',
].join('\n');

const TOPICS: readonly (readonly [RegExp, number])[] = [
  [/\bspring/i, 1],
  [/\bneap/i, 2],
  [/\bfundy\b|\bhighest\b/i, 3],
  [/\bmediterranean\b/i, 4],
  [/\btwelfths?\b|\bfast/i, 5],
  [/\btidemark\b/i, 6],
  [/\bmoon\b|\bturn|\blater\b/i, 0],
];

/** What the bot says to a text meant for it. `turn` chooses among equals: the same text and turn, the same answer. */
export function answer(text: string, turn: number): string {
  const asked = text.replace(/@?tide-bot\b[,:]?/gi, '').trim();
  const echo = /^echo\b\s*([\s\S]*)$/i.exec(asked);
  if (echo) return echo[1] || 'Echo … echo … echo';
  if (/^(help|\?|what can you do\??)$/i.test(asked)) return HELP;
  const topic = TOPICS.find(([words]) => words.test(asked));
  if (topic) return FACTS[topic[1]] ?? HELP;
  if (/\btides?\b|\bfact\b|\bwater\b|\bsea\b/i.test(asked)) return FACTS[turn % FACTS.length] ?? HELP;
  if (/^(hi|hello|ahoy|hey|good (morning|evening))\b/i.test(asked)) return 'Ahoy! Say "tides" for a fact, or "help".';
  if (/\b(thanks|thank you|cheers)\b/i.test(asked)) return 'Any time. Well, twice a day.';
  return `You said: ${asked || '…'}. Say "help" for what I know.`;
}

/** Whether a text in company is meant for the bot. */
export function isAddressed(text: string): boolean {
  return /@?\btide-bot\b/i.test(text);
}
