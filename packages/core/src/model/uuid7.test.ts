import { UUID7_PATTERN } from '@tidemark/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createUuid7 } from './uuid7.ts';

const zeros = { fill: (target: Uint8Array<ArrayBuffer>) => target.fill(0) };
const ones = { fill: (target: Uint8Array<ArrayBuffer>) => target.fill(0xff) };
const system = { fill: (target: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(target) };

test('[RUN-1] ids are lower-case UUIDv7 that carry the time', () => {
  const clock = { now: () => 0x0123_4567_89ab };
  expect(createUuid7(clock, zeros)()).toBe('01234567-89ab-7000-8000-000000000000');
  expect(createUuid7(clock, ones)()).toBe('01234567-89ab-77ff-bfff-ffffffffffff');
});

test('[RUN-1] each id sorts after the one before it, whatever the clock does', () => {
  const times = fc.array(fc.oneof(fc.nat(5), fc.double(), fc.nat(2 ** 31), fc.constant(2 ** 48)), { maxLength: 200 });
  fc.assert(
    fc.property(times, fc.constantFrom(zeros, ones, system), (readings, random) => {
      let reading = 0;
      const next = createUuid7({ now: () => readings[reading++ % readings.length] ?? 0 }, random);
      let before = '';
      for (let i = 0; i < readings.length; i++) {
        const id = next();
        expect(id).toMatch(UUID7_PATTERN);
        expect(id > before).toBe(true);
        before = id;
      }
    }),
  );
});

test('[RUN-1] a million ids of one millisecond are all different', () => {
  const next = createUuid7({ now: () => 1_700_000_000_000 }, system);
  let before = next();
  for (let i = 0; i < 1_000_000; i++) {
    const id = next();
    if (id <= before) expect.fail(`${id} after ${before}`);
    before = id;
  }
});

test('[RUN-1] a full counter borrows the next millisecond', () => {
  const next = createUuid7({ now: () => 7 }, ones);
  let last = next();
  for (let i = 0; i < 2 ** 25; i++) last = next();
  expect(last.slice(0, 18)).toBe('00000000-0007-7fff');
  expect(next().slice(0, 18)).toBe('00000000-0008-77ff');
});

test('[RUN-1] two generators of one millisecond do not meet', () => {
  const clock = { now: () => 7 };
  const [a, b] = [createUuid7(clock, system), createUuid7(clock, system)];
  const ids = new Set(Array.from({ length: 10_000 }, () => [a(), b()]).flat());
  expect(ids.size).toBe(20_000);
});
