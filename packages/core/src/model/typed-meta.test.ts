import { build } from '@tidemark/testing';
import { expect, expectTypeOf, test } from 'vitest';
import { deviceBench } from '../test-support/device-bench.ts';
import { openConversation } from '../test-support/open-conversation.ts';
import type { StandardSchema } from './collection.ts';
import type { Conversation } from './conversation.ts';
import { typedMeta } from './typed-meta.ts';

interface Trip {
  readonly harbour: string;
  readonly days: number;
}

let checks = 0;

/** A harbour, and days, which are 1 where they are left out. */
const schema: StandardSchema<Trip> = {
  '~standard': {
    version: 1,
    validate(value) {
      checks++;
      const { harbour, days = 1 } = value as Partial<Trip>;
      if (typeof harbour === 'string') return { value: { harbour, days } };
      return { issues: [{ message: 'a harbour is missing', path: ['harbour'] }] };
    },
  },
};

test('[MTA-1] what a conversation and a message carry is read as the schema returns it', async () => {
  const bench = await deviceBench();
  const trip = typedMeta(schema);
  const row = build.message(1, { author: 'bob', body: { text: 'Here', meta: { harbour: 'Riga' } } });
  const { window } = await openConversation(bench, { rows: [row] });
  const message = window.getSnapshot()?.rows[0];
  expect(trip.of(message)).toEqual({ harbour: 'Riga', days: 1 });
  expect(trip.of(message?.body)).toBe(trip.of(message));
  const made = await bench.client.conversations.create({
    ...{ kind: 'group', members: ['bob'] },
    meta: trip.write({ harbour: 'Turku', days: 3 }),
  });
  expect(trip.of(await bench.client.conversations.get(made.id))).toEqual({ harbour: 'Turku', days: 3 });
  expectTypeOf(trip.of({} as Conversation)).toEqualTypeOf<Trip | undefined>();
});

test('[MTA-1] it is the same object while what is carried is, and checked once', () => {
  const trip = typedMeta(schema);
  const carrier = { meta: { harbour: 'Riga' } };
  checks = 0;
  expect(trip.of(carrier)).toBe(trip.of({ body: carrier }));
  expect(trip.of({ meta: { harbour: 7 } })).toBe(undefined);
  expect(checks).toBe(2);
});

test('[MTA-2] none, and one that does not fit, is undefined; neither throws', () => {
  const trip = typedMeta(schema);
  for (const carrier of [undefined, {}, { body: {} }, { meta: {} }, { body: { meta: { harbour: 7 } } }])
    expect(trip.of(carrier)).toBe(undefined);
});

test('[MTA-2] what does not fit is not written; an asynchronous schema is refused either way', () => {
  const trip = typedMeta(schema);
  expect(() => trip.write({} as Trip)).toThrow(
    expect.objectContaining({ code: 'write/invalid', details: { path: 'meta.harbour', found: '{}' } }),
  );
  const slow = typedMeta<Trip>({
    '~standard': { version: 1, validate: async () => ({ value: { harbour: '', days: 1 } }) },
  });
  for (const use of [() => slow.write({ harbour: '', days: 1 }), () => slow.of({ meta: {} })])
    expect(use).toThrow(expect.objectContaining({ code: 'options/invalid' }));
});
