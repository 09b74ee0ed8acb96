import { type Chat, openChat } from '../chat/open-chat.ts';
import { errorText } from '../chat/person.ts';
import { edit, emptyInput, type InputLine, inputText, type Key, typed } from '../screen/input-line.ts';
import { drawPane, type Pane } from '../screen/pane.ts';
import { captionLine, paneColumns, SIDE_BY_SIDE_COLUMNS, sideBySide } from '../screen/two-panes.ts';
import { openTerminal } from '../terminal.ts';
import type { Cast } from './cast.ts';
import type { Pace } from './pace.ts';
import type { Stage } from './play.ts';
import type { Who } from './script.ts';

/** Two people beside each other in one terminal: first the story plays, then the person at the keyboard does. */
export interface StageOnScreen extends Stage {
  open(conversationId: string): void;
  notify(...notices: string[]): void;
  /** From now on keys write. Resolves when the person quits. */
  handOver(): Promise<void>;
  close(): void;
}

interface Side {
  readonly chat: Chat;
  input: InputLine;
  scroll: number;
  pane?: Pane;
}

export function openStage(cast: Cast, pace: Pace, quit: () => void): StageOnScreen {
  let caption = 'Setting out';
  let active: Who = 'alice';
  let mode: 'playing' | 'writing' = 'playing';
  let isScheduled = false;

  const sideOf = (who: Who): Side => {
    const client = cast.people[who];
    const chat = openChat({ client, me: who, changed: schedule, quit, offlineReason: 'your choice', readAfterMs: 600 });
    return { chat, input: emptyInput, scroll: 0 };
  };

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(draw);
  }

  function keysHint(): string {
    const server = cast.server.isUp() ? '' : '✗ server down · ';
    return server + (mode === 'playing' ? '⏎ faster · q quits' : 'Tab other side · q⏎ quits');
  }

  function drawSide(who: Who, columns: number, rows: number): Pane {
    const side = sides[who];
    const isActive = mode === 'writing' && who === active;
    const hint = isActive ? `write as ${who === 'alice' ? 'Alice' : 'Bob'}, or /help` : '';
    const nowMs = performance.now();
    const pane = drawPane(side.chat.state(), {
      columns,
      rows,
      input: side.input,
      isActive,
      scroll: side.scroll,
      nowMs,
      hint,
    });
    side.pane = pane;
    side.scroll = pane.scroll;
    side.chat.markShown(pane.shownOrd);
    return pane;
  }

  function draw(): void {
    isScheduled = false;
    const columns = terminal.columns();
    const rows = terminal.rows();
    const isWide = columns >= SIDE_BY_SIDE_COLUMNS;
    const sizes = isWide ? paneColumns(columns) : { left: columns, right: columns };
    const left = drawSide('alice', sizes.left, rows - 1);
    const right = drawSide('bob', sizes.right, rows - 1);
    const top = captionLine(caption, keysHint(), columns);
    const lines = isWide ? sideBySide(left, right, columns) : active === 'alice' ? left.lines : right.lines;
    const column = active === 'alice' || !isWide ? left.cursor : sizes.left + 1 + right.cursor;
    terminal.paint({ lines: [top, ...lines], cursor: mode === 'writing' ? { row: rows - 1, column } : undefined });
  }

  function pressed(key: Key): void {
    if (key.ctrl && (key.name === 'c' || key.name === 'd')) quit();
    else if (key.name === 'tab') active = active === 'alice' ? 'bob' : 'alice';
    else if (mode === 'playing') pressedInPlay(key);
    else pressedInWriting(key, sides[active]);
    schedule();
  }

  function pressedInPlay({ name }: Key): void {
    if (name === 'q') quit();
    else if (name === 'return') pace.hurry();
  }

  function pressedInWriting(key: Key, side: Side): void {
    const page = Math.max(1, terminal.rows() - 8);
    if (key.name === 'return') submit(side);
    else if (key.name === 'pageup' || key.name === 'up') scrollBy(side, key.name === 'up' ? 1 : page);
    else if (key.name === 'pagedown' || key.name === 'down') scrollBy(side, key.name === 'down' ? -1 : -page);
    else if (key.name === 'escape') side.chat.notify();
    else side.input = edit(side.input, key);
  }

  function scrollBy(side: Side, lines: number): void {
    if (lines > 0 && side.pane?.isAtTop && side.chat.state().hasOlder) side.chat.loadOlder();
    side.scroll = Math.max(0, side.scroll + lines);
  }

  function submit(side: Side): void {
    const line = inputText(side.input).trim();
    side.input = emptyInput;
    side.scroll = 0;
    if (line === 'q') quit();
    else if (line === '/server') toggleServer().catch(tell(side));
    else side.chat.enter(line).catch(tell(side));
  }

  const tell =
    (side: Side) =>
    (error: unknown): void =>
      side.chat.notify(errorText(error));

  async function toggleServer(): Promise<void> {
    if (cast.server.isUp()) await cast.server.kill();
    else await cast.server.start();
    schedule();
  }

  const sides: Readonly<Record<Who, Side>> = { alice: sideOf('alice'), bob: sideOf('bob') };
  const terminal = openTerminal(pressed, schedule);
  const countdown = setInterval(schedule, 500);
  schedule();

  return {
    open(conversationId) {
      for (const { chat } of Object.values(sides)) chat.open(conversationId);
    },
    notify: (...notices) => sides[active].chat.notify(...notices),
    caption(text) {
      caption = text;
      schedule();
    },
    async type(who, text) {
      const side = sides[who];
      for (const part of text) {
        if (pace.isHurried()) break;
        side.input = typed(side.input, part);
        schedule();
        await pace.wait(28, new AbortController().signal);
      }
      side.input = emptyInput;
    },
    handOver() {
      mode = 'writing';
      schedule();
      return new Promise(() => {});
    },
    close() {
      clearInterval(countdown);
      terminal.close();
    },
  };
}
