import { createPublicKey, type KeyObject } from 'node:crypto';
import { NAME_PATTERN } from '@tidemark/protocol';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { AuthCode, Verified, VerifyToken } from './token.ts';

export interface TokenOptions {
  readonly key: TokenKey;
  /** Exactly those accepted; `none` never is. */
  readonly algorithms: readonly string[];
  readonly audience?: string | undefined;
  readonly issuer?: string | undefined;
  readonly now: () => number;
}

export type TokenKey =
  | { readonly kind: 'secret'; readonly secret: Uint8Array }
  | { readonly kind: 'public'; readonly key: KeyObject }
  | { readonly kind: 'jwks'; readonly jwks: JSONWebKeySet };

/** Checks JWTs: signature, algorithm, times, audience and issuer; `sub` is the user (PRO-2). */
export function createVerifyToken(options: TokenOptions): VerifyToken {
  const { key } = options;
  const verifyWith = verifierOf(key);
  const check = (token: string): Promise<{ payload: JWTPayload }> => {
    const rules: JWTVerifyOptions = {
      algorithms: [...options.algorithms],
      currentDate: new Date(options.now()),
      ...(options.audience === undefined ? {} : { audience: options.audience }),
      ...(options.issuer === undefined ? {} : { issuer: options.issuer }),
    };
    return verifyWith(token, rules);
  };
  return async (token) => {
    if (token === '') return { code: 'auth/missing' };
    try {
      return identityOf((await check(token)).payload);
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined) throw error;
      return { code };
    }
  };
}

type Verify = (token: string, rules: JWTVerifyOptions) => Promise<{ payload: JWTPayload }>;

function verifierOf(key: TokenKey): Verify {
  if (key.kind === 'jwks') {
    const keys = createLocalJWKSet(key.jwks);
    return (token, rules) => jwtVerify(token, keys, rules);
  }
  const material = key.kind === 'secret' ? key.secret : key.key;
  return (token, rules) => jwtVerify(token, material, rules);
}

function identityOf({ sub, exp, scope }: JWTPayload): Verified {
  if (sub === undefined || !NAME_PATTERN.test(sub)) return { code: 'auth/claims', found: 'sub: not a user id.' };
  const scopes = typeof scope === 'string' ? { scopes: scope.split(' ') } : {};
  return { user: sub, ...scopes, ...(exp === undefined ? {} : { expiresAtMs: exp * 1000 }) };
}

function codeOf(error: unknown): AuthCode | undefined {
  if (error instanceof errors.JWTExpired) return 'auth/expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return 'auth/audience';
    return error.claim === 'nbf' ? 'auth/not-yet-valid' : 'auth/claims';
  }
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) return 'auth/algorithm';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'auth/signature';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return 'auth/signature';
  return error instanceof errors.JOSEError ? 'auth/malformed' : undefined;
}

const CURVE_ALGORITHMS: Readonly<Record<string, string>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};

/** Reads a public key in PEM, with the one algorithm that suits it. Throws when it is none. */
export function readPublicKey(pem: string): { readonly key: KeyObject; readonly algorithm: string } {
  const key = createPublicKey(pem);
  if (key.asymmetricKeyType === 'ed25519') return { key, algorithm: 'EdDSA' };
  if (key.asymmetricKeyType === 'rsa') return { key, algorithm: 'RS256' };
  const algorithm = CURVE_ALGORITHMS[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (algorithm === undefined) throw new TypeError(`keys of type ${key.asymmetricKeyType} are not supported`);
  return { key, algorithm };
}
