import { TidemarkError } from '@tidemark/protocol';

/**
 * A UUIDv7 made of a time and of what something is called: the same wherever and however often it is made, so that what
 * is imported twice is there once. Where the time is unknown, 0 does.
 */
export async function deriveId(atMs: number, ...names: readonly string[]): Promise<string> {
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle) {
    const message = 'Importing needs WebCrypto: use HTTPS in browsers, Node 20 or newer elsewhere';
    throw new TidemarkError('options/invalid', message, { option: 'crypto.subtle', found: 'undefined' });
  }
  // As JSON, so that no two lists of names look alike.
  const digest = await subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(names)));
  const bytes = new Uint8Array(digest).subarray(0, 10);
  const time = Math.max(0, Math.floor(atMs)).toString(16).padStart(12, '0').slice(-12);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = 0x7000 | (view.getUint16(0) & 0x0fff);
  const variant = 0x8000 | (view.getUint16(2) & 0x3fff);
  const tail = [...bytes.subarray(4)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${time.slice(0, 8)}-${time.slice(8)}-${version.toString(16)}-${variant.toString(16)}-${tail}`;
}
