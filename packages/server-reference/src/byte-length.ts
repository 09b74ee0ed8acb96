const encoder = new TextEncoder();

/** How many bytes a text has as UTF-8. Counted without a copy where the host can. */
export const byteLength: (text: string) => number =
  typeof Buffer === 'undefined' ? (text) => encoder.encode(text).length : (text) => Buffer.byteLength(text);
