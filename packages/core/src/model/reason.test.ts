import { CODES } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { reasonOf } from './reason.ts';

test('[OUT-32] every refusal that ends an op has a reason for people, a sentence of its own', () => {
  const failed = Object.entries(CODES).filter(
    ([code, { class: kind }]) => /^(op|stream)\//.test(code) && (kind === 'permanent' || kind === 'conflict'),
  );
  const reasons = failed.map(([code]) => reasonOf({ code, message: '', retryable: false }));
  expect(new Set(reasons).size).toBe(failed.length);
  for (const reason of reasons) {
    expect(reason).toMatch(/^[A-Z].*\.$/);
    expect(reason).not.toBe('This did not work.');
  }
  expect(reasonOf({ code: 'app/odd', message: '', retryable: true })).toBe('This did not work. Try again.');
});
