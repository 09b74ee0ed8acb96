import { SignJWT } from 'jose';

export interface IssueOptions {
  readonly secret: Uint8Array;
  readonly nowMs: number;
  readonly lifetimeMs: number;
  readonly audience?: string | undefined;
  readonly issuer?: string | undefined;
}

/** Signs a token for any name: for development only. */
export function issueToken(user: string, options: IssueOptions): Promise<string> {
  const issuedAt = Math.floor(options.nowMs / 1000);
  const token = new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + Math.ceil(options.lifetimeMs / 1000));
  if (options.audience !== undefined) token.setAudience(options.audience);
  if (options.issuer !== undefined) token.setIssuer(options.issuer);
  return token.sign(options.secret);
}
