import { expect, test } from 'vitest';
import { TidemarkError } from './error.ts';

test('[PRO-42] an error carries its code, its details and its cause', () => {
  const cause = new Error('ENOSPC');
  const error = new TidemarkError(
    'storage/quota-exceeded',
    'The disk is full.',
    { usedBytes: 9, limitBytes: 9 },
    { cause },
  );
  expect(error).toMatchObject({
    name: 'TidemarkError',
    code: 'storage/quota-exceeded',
    details: { usedBytes: 9, limitBytes: 9 },
    message: 'The disk is full. [storage/quota-exceeded]',
    cause,
  });
  expect(error).toBeInstanceOf(Error);
});

test('[PRO-42] a retry helps only where the thrower says so', () => {
  expect(new TidemarkError('client/closed', 'Closed.', {}).retryable).toBe(false);
  expect(new TidemarkError('transport/failed', 'Reset.', {}, { retryable: true }).retryable).toBe(true);
});

test('[PRO-42] an error without a cause has none, not an undefined one', () => {
  expect('cause' in new TidemarkError('client/closed', 'Closed.', {})).toBe(false);
});

test('[PRO-42] ours are told from others, by code too, and across copies of the package', () => {
  const error: unknown = new TidemarkError('client/closed', 'Closed.', {});
  expect(TidemarkError.is(error)).toBe(true);
  expect(TidemarkError.is(error, 'client/closed')).toBe(true);
  expect(TidemarkError.is(error, 'transport/closed')).toBe(false);
  const copy = Object.assign(new Error('Closed.'), { name: 'TidemarkError', code: 'client/closed' });
  expect(TidemarkError.is(copy, 'client/closed')).toBe(true);
  for (const other of [new Error('x'), { name: 'TidemarkError' }, undefined, 'TidemarkError'])
    expect(TidemarkError.is(other)).toBe(false);
});
