import { emitKeypressEvents } from 'node:readline';
import type { Key } from './screen/input-line.ts';
import { type Line, toAnsi } from './screen/line.ts';

export interface Frame {
  readonly lines: readonly Line[];
  readonly cursor?: { readonly row: number; readonly column: number } | undefined;
}

/** The whole terminal window, until closed: own screen, raw keys, bracketed paste. */
export interface Terminal {
  readonly columns: () => number;
  readonly rows: () => number;
  /** Writes only the lines that changed. */
  paint(frame: Frame): void;
  close(): void;
}

const ENTER = '\x1b[?1049h\x1b[?2004h\x1b[2J';
const LEAVE = '\x1b[?2004l\x1b[?25h\x1b[?1049l';

/** Takes the terminal over. It is given back on `close`, and at the process's exit whatever the reason. */
export function openTerminal(pressed: (key: Key) => void, resized: () => void): Terminal {
  const { stdin, stdout } = process;
  const hasColor = stdout.hasColors(256) && !process.env['NO_COLOR'];
  let painted: readonly string[] = [];

  const onKey = (_text: string | undefined, key: Key): void => pressed(key);
  const onResize = (): void => {
    painted = [];
    stdout.write('\x1b[2J');
    resized();
  };
  let isOpen = true;
  const restore = (): void => {
    if (!isOpen) return;
    isOpen = false;
    stdin.setRawMode(false);
    stdout.write(LEAVE);
  };
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.on('keypress', onKey).resume();
  stdout.on('resize', onResize).write(ENTER);
  process.on('exit', restore);

  return {
    columns: () => stdout.columns || 80,
    rows: () => stdout.rows || 24,
    paint({ lines, cursor }) {
      if (!isOpen) return;
      const texts = lines.map((line) => toAnsi(line, hasColor));
      const changed = texts.flatMap((text, i) => (text === painted[i] ? [] : [`\x1b[${i + 1}H\x1b[K${text}`]));
      painted = texts;
      const place = cursor ? `\x1b[${cursor.row + 1};${cursor.column + 1}H\x1b[?25h` : '';
      stdout.write(`\x1b[?25l${changed.join('')}${place}`);
    },
    close() {
      restore();
      stdin.off('keypress', onKey).pause();
      stdout.off('resize', onResize);
      process.off('exit', restore);
    },
  };
}
