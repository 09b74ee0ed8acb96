import { CLOSE } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { closeError } from './close-error.ts';

test('[TRA-9] a clean close is no error, any other code is one that names it', () => {
  expect([1000, 1005].map((code) => closeError(code))).toEqual([undefined, undefined]);
  const error = closeError(CLOSE.unauthorized, 'auth/expired');
  expect(error?.details).toEqual({ closeCode: 4401, reason: 'auth/expired' });
  expect(error?.message).toBe('The connection ended with code 4401: auth/expired [transport/failed]');
});

test('[TRA-9] a close that only the app can mend is not retryable', () => {
  const lasting = [1001, 1006, 1011, ...Object.values(CLOSE)].filter((code) => !closeError(code)?.retryable);
  expect(lasting).toEqual([CLOSE.unauthorized, CLOSE.replaced, CLOSE.protocol]);
});
