import { CLOSE, type Hello, PROTOCOL_VERSION, type WireCode } from '@tidemark/protocol';
import type { ReadFrame } from '../frames/read-message.ts';

export interface Refused {
  readonly code: WireCode;
  readonly closeCode: number;
  readonly found?: string | undefined;
}

/** The first frame of a connection: a `hello` of our protocol with a token, or why not (PRO-1, PRO-2). */
export function readHello(first: ReadFrame | undefined): { readonly hello: Hello } | Refused {
  const value = first === undefined ? undefined : 'frame' in first ? first.frame : first.value;
  const { type, protocol, token } = (value ?? {}) as { type?: unknown; protocol?: unknown; token?: unknown };
  const found = first === undefined || 'frame' in first ? undefined : first.info.found;
  if (type !== 'hello') return { code: 'hello/expected', closeCode: CLOSE.malformed, found };
  // Another version may have other fields: its number is looked at first.
  if (typeof protocol === 'number' && protocol !== PROTOCOL_VERSION) {
    const versions = `The client offers ${protocol}, the server speaks ${PROTOCOL_VERSION}.`;
    return { code: 'hello/protocol', closeCode: CLOSE.protocol, found: versions };
  }
  if (token === undefined || token === '') return { code: 'auth/missing', closeCode: CLOSE.unauthorized };
  if (first === undefined || !('frame' in first) || first.frame.type !== 'hello') {
    return { code: 'hello/expected', closeCode: CLOSE.malformed, found };
  }
  return { hello: first.frame };
}
