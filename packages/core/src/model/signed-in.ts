import { TidemarkError } from '@tidemark/protocol';

/** Whose device this is; throws `client/identity-unknown` as long as nobody said so. */
export function signedIn(user: string | undefined): string {
  if (user !== undefined) return user;
  const message = 'Whose this is is not known before the first connection: pass `user` to createClient';
  throw new TidemarkError('client/identity-unknown', message, {});
}
