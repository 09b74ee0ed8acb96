import { edit, emptyInput, type InputLine, inputText, type Key } from '../screen/input-line.ts';
import { drawPane, type Pane } from '../screen/pane.ts';
import { openTerminal, type Terminal } from '../terminal.ts';
import { firstConversation } from './first-conversation.ts';
import { openChat } from './open-chat.ts';
import { errorText, type Person, type TellErrors } from './person.ts';

/** A conversation in the whole terminal window, until the person quits. */
export async function chatOnScreen({ client, me, peer }: Person, tellErrors: TellErrors): Promise<void> {
  let quit = (): void => {};
  const ended = new Promise<void>((resolve) => {
    quit = resolve;
  });
  let input: InputLine = emptyInput;
  let scroll = 0;
  let pane: Pane | undefined;
  let isScheduled = false;
  let terminal: Terminal | undefined;

  function draw(): void {
    isScheduled = false;
    if (!terminal) return;
    const columns = terminal.columns();
    const rows = terminal.rows();
    const nowMs = performance.now();
    pane = drawPane(chat.state(), { columns, rows, input, isActive: true, scroll, nowMs, hint: 'a message, or /help' });
    scroll = pane.scroll;
    terminal.paint({ lines: pane.lines, cursor: { row: rows - 1, column: pane.cursor } });
    chat.markShown(pane.shownOrd);
  }

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(draw);
  }

  function pressed(key: Key): void {
    const page = Math.max(1, (terminal?.rows() ?? 24) - 6);
    if (key.ctrl && (key.name === 'c' || key.name === 'd')) quit();
    else if (key.name === 'return') submit();
    else if (key.name === 'pageup' || key.name === 'up') scrollBy(key.name === 'up' ? 1 : page);
    else if (key.name === 'pagedown' || key.name === 'down') scrollBy(key.name === 'down' ? -1 : -page);
    else if (key.name === 'escape') chat.notify();
    else input = edit(input, key);
    schedule();
  }

  function scrollBy(lines: number): void {
    if (lines > 0 && pane?.isAtTop && chat.state().hasOlder) chat.loadOlder();
    scroll = Math.max(0, scroll + lines);
  }

  function submit(): void {
    const line = inputText(input);
    input = emptyInput;
    scroll = 0;
    chat.enter(line).catch((error: unknown) => chat.notify(errorText(error)));
  }

  const chat = openChat({
    client,
    me,
    changed: schedule,
    quit: () => quit(),
    offlineReason: 'your choice',
    readAfterMs: 400,
  });
  tellErrors((error) => chat.notify(errorText(error)));
  terminal = openTerminal(pressed, schedule);
  const countdown = setInterval(schedule, 1_000);
  process.once('SIGTERM', quit);
  schedule();
  try {
    firstConversation(client, me, peer).then(
      (id) => (id === undefined ? chat.notify('No conversations yet. /new TITLE user… starts one') : chat.open(id)),
      (error: unknown) => chat.notify(errorText(error)),
    );
    await ended;
  } finally {
    clearInterval(countdown);
    process.off('SIGTERM', quit);
    terminal.close();
  }
}
