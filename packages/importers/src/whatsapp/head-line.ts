/** What a message begins with: its date and time as written, and the rest of the line. */
export interface HeadLine {
  readonly date: readonly [number, number, number];
  /** Whether the first part of the date is a year. */
  readonly isYearFirst: boolean;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** How the parts of the date are kept apart. */
  readonly separator: string;
  readonly rest: string;
}

/** Digits that iOS writes in Arabic and Persian. */
const DIGIT = '[0-9\\u0660-\\u0669\\u06f0-\\u06f9]';
/** Android writes a space of another kind before AM and PM. */
const SPACE = '[ \\u00a0\\u202f]';
const HALF = '[ap]\\.?[ \\u00a0\\u202f]?m\\.?|上午|下午|午前|午後|오전|오후';
const DATE = `(?<one>${DIGIT}{1,4})(?<separator>[./-])${SPACE}?(?<two>${DIGIT}{1,2})[./-]${SPACE}?(?<three>${DIGIT}{1,4})\\.?`;
const TIME = `(?:(?<before>${HALF})${SPACE}?)?(?<hour>${DIGIT}{1,2})[:.](?<minute>${DIGIT}{2})(?:[:.](?<second>${DIGIT}{2}))?(?:${SPACE}?(?<after>${HALF}))?`;
/** iOS: [31.01.24, 14:05:59] … */
const BRACKETS = new RegExp(`^\\[${DATE}[,،]?${SPACE}${TIME}\\]${SPACE}?(?<rest>.*)$`, 'iu');
/** Android: 31.01.24, 14:05 - … */
const DASH = new RegExp(`^${DATE}[,،]?${SPACE}${TIME}${SPACE}[-–]${SPACE}(?<rest>.*)$`, 'iu');
/** Marks of direction, and of the order of bytes, that stand before some lines. */
const MARKS = /^[\u200e\u200f\u202a-\u202e\ufeff]+/;
const AFTERNOON = /^p|下午|午後|오후/i;

/** Undefined where the line begins no message: it goes on with the one before. */
export function headLine(line: string): HeadLine | undefined {
  const bare = line.replace(MARKS, '');
  const { groups } = BRACKETS.exec(bare) ?? DASH.exec(bare) ?? {};
  if (!groups) return undefined;
  const { one = '', two = '', three = '', before, after, separator = '', rest = '' } = groups;
  const half = before ?? after;
  const hour = numberOf(groups['hour'] ?? '');
  return {
    date: [numberOf(one), numberOf(two), numberOf(three)],
    isYearFirst: one.length === 4,
    // Twelve o'clock begins each half.
    hour: half === undefined ? hour : (hour % 12) + (AFTERNOON.test(half) ? 12 : 0),
    minute: numberOf(groups['minute'] ?? ''),
    second: numberOf(groups['second'] ?? '0'),
    separator,
    rest,
  };
}

const numberOf = (digits: string): number => Number(digits.replace(/[^0-9]/g, (digit) => String(digitOf(digit))));

/** Decimal digits stand in tens from a multiple of 16. */
const digitOf = (digit: string): number => (digit.codePointAt(0) as number) & 0xf;
