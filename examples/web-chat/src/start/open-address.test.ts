import { expect, test } from 'vitest';
import { openAddress, opener } from './open-address.ts';

test.each([
  ['linux', { DISPLAY: ':0' }, ['xdg-open']],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open']],
  ['darwin', {}, ['open']],
  ['linux', {}, undefined],
  ['linux', { DISPLAY: '' }, undefined],
  ['linux', { DISPLAY: ':0', CI: 'true' }, undefined],
  ['darwin', { SSH_CONNECTION: '10.0.0.1 22' }, undefined],
] as const)('on %s with %j the opener is %j', (platform, env, command) => {
  expect(opener({ platform, env })).toEqual(command);
});

test('where the system has no opener, nothing is opened and nothing fails', async () => {
  const path = process.env['PATH'];
  process.env['PATH'] = '/nowhere';
  try {
    expect(await openAddress('http://127.0.0.1:1/', { platform: 'linux', env: { DISPLAY: ':0' } })).toBe(false);
  } finally {
    process.env['PATH'] = path;
  }
});
