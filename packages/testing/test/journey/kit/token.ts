import { createHmac } from 'node:crypto';

export const SECRET = 'a secret of more than thirty-two bytes, for tests only';

export interface Claims {
  readonly sub: string;
  readonly aud?: string | undefined;
  readonly exp?: number | undefined;
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT as an app's own backend signs it. */
export function signToken(claims: Claims, alg: 'HS256' | 'none' = 'HS256'): string {
  const unsigned = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
  return `${unsigned}.${alg === 'none' ? '' : createHmac('sha256', SECRET).update(unsigned).digest('base64url')}`;
}
