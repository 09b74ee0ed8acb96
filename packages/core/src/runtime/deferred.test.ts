import { TidemarkError } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { deferred } from './deferred.ts';

test('[RUN-7] code is fetched when it is first asked for, and once', async () => {
  let fetched = 0;
  const code = deferred(async () => ({ number: ++fetched }));
  expect(fetched).toBe(0);
  const [a, b] = await Promise.all([code(), code()]);
  expect([a === b, await code(), fetched]).toEqual([true, { number: 1 }, 1]);
});

test('[RUN-7] what cannot be fetched says so, and is fetched when it can be', async () => {
  let isThere = false;
  const code = deferred(async () => {
    if (!isThere) throw new TypeError('Failed to fetch');
    return 'there';
  });
  const error = await code().catch((reason: unknown) => reason);
  expect(TidemarkError.is(error, 'client/code-missing') && [error.retryable, error.details.found]).toEqual([
    true,
    'Failed to fetch',
  ]);
  isThere = true;
  expect(await code()).toBe('there');
});

test('[RUN-7] code that is given is not fetched', async () => {
  const code = deferred((): Promise<string> => Promise.reject(new TypeError('import() is disallowed')));
  code.give('given');
  expect(await code()).toBe('given');
});
