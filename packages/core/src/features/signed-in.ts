import { TidemarkError } from '@tidemark/protocol';

/** Whose device this is, or `client/identity-unknown`. */
export function signedIn(me: () => string | undefined): string {
  const user = me();
  if (user !== undefined) return user;
  const message = 'Whose this is is not known before the first connection: pass `user` to createClient';
  throw new TidemarkError('client/identity-unknown', message, {});
}
