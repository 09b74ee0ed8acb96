import { generateKeyPairSync } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { issueToken } from './issue.ts';
import { createVerifyToken, readPublicKey } from './verify.ts';

const NOW = 1_700_000_000_000;
const secret = new TextEncoder().encode('a secret of at least thirty-two bytes');
const verify = createVerifyToken({
  key: { kind: 'secret', secret },
  algorithms: ['HS256'],
  audience: 'chat',
  issuer: 'https://id.example',
  now: () => NOW,
});

const seconds = NOW / 1000;
const good = { sub: 'alice', aud: 'chat', iss: 'https://id.example', exp: seconds + 60 };
const sign = (claims: object, alg = 'HS256', key: Uint8Array = secret): Promise<string> =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg }).sign(key);

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test('[PRO-2] a good token names its user and its end', async () => {
  expect(await verify(await sign(good))).toEqual({ user: 'alice', expiresAtMs: NOW + 60_000 });
});

test('[PRO-2] every fault has a code of its own', async () => {
  const faults: readonly (readonly [string, string])[] = [
    ['', 'auth/missing'],
    ['not a token', 'auth/malformed'],
    ['a.b.c', 'auth/malformed'],
    [await sign({ ...good, exp: seconds - 1 }), 'auth/expired'],
    [await sign({ ...good, nbf: seconds + 60 }), 'auth/not-yet-valid'],
    [await sign({ ...good, aud: 'shop' }), 'auth/audience'],
    [await sign({ ...good, aud: undefined }), 'auth/audience'],
    [await sign({ ...good, iss: 'https://other.example' }), 'auth/claims'],
    [await sign({ ...good, sub: undefined }), 'auth/claims'],
    [await sign({ ...good, sub: 'two words' }), 'auth/claims'],
    [await sign(good, 'HS512'), 'auth/algorithm'],
    [await sign(good, 'HS256', new TextEncoder().encode('another secret of thirty-two bytes!!')), 'auth/signature'],
    [`${encode({ alg: 'none' })}.${encode(good)}.`, 'auth/algorithm'],
    [`${encode({ alg: 'none' })}.${encode(good)}.c2ln`, 'auth/algorithm'],
  ];
  const found = await Promise.all(faults.map(async ([token]) => ((await verify(token)) as { code: string }).code));
  expect(found).toEqual(faults.map(([, code]) => code));
});

test('[PRO-2] a changed payload is found by the signature', async () => {
  const [head, , signature] = (await sign(good)).split('.');
  expect(await verify(`${head}.${encode({ ...good, sub: 'mallory' })}.${signature}`)).toEqual({
    code: 'auth/signature',
  });
});

test('[PRO-2] public keys and key sets are checked with the one algorithm that suits them', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const read = readPublicKey(publicKey.export({ type: 'spki', format: 'pem' }).toString());
  const token = await new SignJWT({ ...good }).setProtectedHeader({ alg: 'EdDSA', kid: 'k1' }).sign(privateKey);
  const byKey = createVerifyToken({
    key: { kind: 'public', key: read.key },
    algorithms: [read.algorithm],
    now: () => NOW,
  });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'EdDSA' }] };
  const bySet = createVerifyToken({ key: { kind: 'jwks', jwks }, algorithms: ['EdDSA'], now: () => NOW });
  for (const check of [byKey, bySet]) {
    expect(await check(token)).toMatchObject({ user: 'alice' });
    expect(await check(await sign(good))).toEqual({ code: 'auth/algorithm' });
  }
  const other = createVerifyToken({
    key: { kind: 'jwks', jwks: { keys: [{ ...jwks.keys[0], kid: 'k2', kty: 'OKP' }] } },
    algorithms: ['EdDSA'],
    now: () => NOW,
  });
  expect(await other(token)).toEqual({ code: 'auth/signature' });
});

test('[PRO-2] development tokens are ordinary ones', async () => {
  const issued = await issueToken('alice', {
    secret,
    nowMs: NOW,
    lifetimeMs: 5_000,
    audience: 'chat',
    issuer: 'https://id.example',
  });
  expect(await verify(issued)).toEqual({ user: 'alice', expiresAtMs: NOW + 5_000 });
});
