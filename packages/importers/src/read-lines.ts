/** A text whole, or in pieces cut anywhere. */
export type Text = string | Iterable<string> | AsyncIterable<string>;

export async function wholeText(text: Text): Promise<string> {
  if (typeof text === 'string') return text;
  let whole = '';
  for await (const chunk of text) whole += chunk;
  return whole;
}

export async function* linesOf(text: Text): AsyncGenerator<string, void, undefined> {
  let rest = '';
  for await (const chunk of typeof text === 'string' ? [text] : text) {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
