import { expect, test } from 'vitest';
import { CLOSE } from './close-codes.ts';
import { CODES } from './codes.ts';

test('[PRO-42] every server code has a class and an advice that is a sentence', () => {
  for (const [code, { class: kind, advice }] of Object.entries(CODES)) {
    expect(code).toMatch(/^[a-z]+\/[a-z-]+$/);
    expect(['retry', 'permanent', 'auth', 'conflict']).toContain(kind);
    expect(advice).toMatch(/^[A-Z`].*[.]$/);
  }
});

test('[PRO-2] each way a token fails has an auth code of its own', () => {
  const codes = Object.entries(CODES).filter(([, { class: kind }]) => kind === 'auth');
  const ways = ['missing', 'malformed', 'signature', 'algorithm', 'expired', 'not-yet-valid', 'audience', 'claims'];
  expect(codes.map(([code]) => code)).toEqual(ways.map((way) => `auth/${way}`));
});

test('[PRO-23] whatever failed on the server’s side may be tried again', () => {
  for (const code of ['server/draining', 'server/storage', 'server/internal', 'rate/limited'] as const)
    expect(CODES[code].class).toBe('retry');
});

test('[PRO-5] close codes stand in the range for applications, each once', () => {
  const codes = Object.values(CLOSE);
  for (const code of codes) expect(code >= 4000 && code <= 4999).toBe(true);
  expect(new Set(codes).size).toBe(codes.length);
});
