import { TidemarkError } from '@tidemark/protocol';
import type { AuthOptions } from '../options.ts';
import { readPublicKey, type TokenKey } from './verify.ts';

/** The key that tokens are checked with, and the algorithms it is good for. */
export function keyOf(auth: AuthOptions): { readonly key: TokenKey; readonly algorithms: readonly string[] } {
  const { secret, publicKey, jwks, algorithms } = auth;
  if (secret !== undefined) {
    return { key: { kind: 'secret', secret: new TextEncoder().encode(secret) }, algorithms: algorithms ?? ['HS256'] };
  }
  if (jwks !== undefined) return { key: { kind: 'jwks', jwks }, algorithms: algorithms ?? [] };
  try {
    const { key, algorithm } = readPublicKey(publicKey ?? '');
    return { key: { kind: 'public', key }, algorithms: algorithms ?? [algorithm] };
  } catch (cause) {
    const details = { option: 'auth.publicKey', found: 'not a public key in PEM' };
    const message = 'The option auth.publicKey of createServer is not a public key in PEM (SPKI).';
    throw new TidemarkError('options/invalid', message, details, { cause });
  }
}
