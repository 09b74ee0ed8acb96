import { cellsOf, splitGraphemes } from './cells.ts';
import { harmlessLine } from './harmless.ts';

/** What is being typed: graphemes, and the cursor between them. */
export interface InputLine {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** A key as node:readline reports it. */
export interface Key {
  readonly name?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly meta?: boolean | undefined;
  readonly sequence?: string | undefined;
}

export const emptyInput: InputLine = { before: [], after: [] };

export function inputText({ before, after }: InputLine): string {
  return before.join('') + after.join('');
}

export function typed(input: InputLine, text: string): InputLine {
  // Split again as a whole: a combining mark joins the letter before it.
  return { ...input, before: splitGraphemes(input.before.join('') + text) };
}

/** The input after a key that edits it; the same object when the key does not. */
export function edit(input: InputLine, { name = '', ctrl = false, meta = false, sequence = '' }: Key): InputLine {
  const { before, after } = input;
  const all = [...before, ...after];
  if (name === 'backspace' && !meta) return { before: before.slice(0, -1), after };
  if (name === 'delete') return { before, after: after.slice(1) };
  if (name === 'left' && !ctrl) return { before: before.slice(0, -1), after: [...before.slice(-1), ...after] };
  if (name === 'right' && !ctrl) return { before: [...before, ...after.slice(0, 1)], after: after.slice(1) };
  if (name === 'home' || (ctrl && name === 'a')) return { before: [], after: all };
  if (name === 'end' || (ctrl && name === 'e')) return { before: all, after: [] };
  if (ctrl && name === 'u') return { before: [], after };
  if (ctrl && name === 'k') return { before, after: [] };
  if ((ctrl && name === 'w') || (meta && name === 'backspace')) {
    return { before: splitGraphemes(before.join('').replace(/\S*\s*$/, '')), after };
  }
  // Ctrl-J, and line ends in what is pasted: Enter itself is `return`.
  if (name === 'enter') return typed(input, '\n');
  if (ctrl || meta || sequence === '' || /^\p{Cc}/u.test(sequence)) return input;
  return typed(input, sequence);
}

/** The part of the input around the cursor that fits, and the cursor's column in it. */
export function showInput(input: InputLine, columns: number): { readonly text: string; readonly cursor: number } {
  let first = input.before.length;
  let cursor = 0;
  const shown = input.before.map(harmlessLine);
  while (first > 0) {
    const next = cellsOf(shown[first - 1] ?? '');
    if (cursor + next > columns - 1) break;
    cursor += next;
    first--;
  }
  return { text: shown.slice(first).join('') + input.after.map(harmlessLine).join(''), cursor };
}
