/**
 * Text of others, made fit for a terminal: nothing in it can move the cursor, change a title or a colour, hide or turn
 * around what follows. Control characters become their pictures (ESC is shown as ␛), line ends become \n, tabs spaces.
 */
export function harmless(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll('\t', '  ')
    .replace(/(?!\n)\p{Cc}/gu, picture)
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/(\p{M}{4})\p{M}+/gu, '$1');
}

/** The same for what must stay on one line. */
export function harmlessLine(text: string): string {
  return harmless(text).replaceAll('\n', '⏎');
}

function picture(control: string): string {
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '␡' : '\ufffd';
}
