import type { WireCode } from '@tidemark/protocol';

export type AuthCode = Extract<WireCode, `auth/${string}`>;

/** Who a token speaks for, and until when. */
export interface Identity {
  readonly user: string;
  /** Milliseconds since 1970. */
  readonly expiresAtMs?: number | undefined;
  /** The words of the claim `scope`: what else it may do. */
  readonly scopes?: readonly string[] | undefined;
}

export type Verified = Identity | { readonly code: AuthCode; readonly found?: string | undefined };

/** Never rejects for what the token is; a rejection means that the server itself failed. */
export type VerifyToken = (token: string) => Promise<Verified>;
