import { TidemarkError } from '@tidemark/protocol';

/** One event of a `text/event-stream`, as far as this transport uses them. */
export interface ServerEvent {
  readonly event?: string | undefined;
  /** Numbers messages, from 1. */
  readonly id?: string | undefined;
  readonly data?: string | undefined;
}

/** The events of an answer, each as soon as it is whole. Throws `transport/malformed` above `maxMessageBytes`. */
export async function* readEvents(response: Response, maxMessageBytes: number): AsyncGenerator<ServerEvent> {
  let rest = '';
  for await (const text of readText(response)) {
    // An end may be split in two.
    let from = Math.max(0, rest.length - 1);
    rest += text;
    for (let end = rest.indexOf('\n\n', from); end >= 0; end = rest.indexOf('\n\n')) {
      if (end > maxMessageBytes) throw tooLarge(maxMessageBytes);
      yield readEvent(rest.slice(0, end));
      rest = rest.slice(end + 2);
      from = 0;
    }
    if (rest.length > maxMessageBytes) throw tooLarge(maxMessageBytes);
  }
}

/** With a reader, since not every browser iterates streams; in one piece where the host has none (React Native). */
async function* readText(response: Response): AsyncGenerator<string> {
  const reader = response.body?.getReader();
  if (!reader) return yield await response.text();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield decoder.decode(value, { stream: true });
  }
}

function readEvent(lines: string): ServerEvent {
  const fields = lines.split('\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
  });
  return Object.fromEntries(fields) as ServerEvent;
}

function tooLarge(maxMessageBytes: number): TidemarkError {
  const found = `a message above maxMessageBytes ${maxMessageBytes}`;
  const message = `The server sent ${found}. Raise it in http(), or ask for smaller pages.`;
  return new TidemarkError('transport/malformed', message, { found }, { retryable: true });
}
