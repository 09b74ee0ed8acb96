import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { serverFrameSchemas } from './down.ts';
import { clientFrameSchemas } from './up.ts';
import { PROTOCOL_VERSION } from './version.ts';

const FILE = 'fixtures/schema-hash.json';
const recorded = JSON.parse(readFileSync(join(import.meta.dirname, '..', FILE), 'utf8')) as Record<string, string>;

/** The hash of all that JSON Schema can say of the frames, whatever the order types and fields are written in. */
function hashOf(directions: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>>): string {
  const shapes = mapValues(directions, (schemas) =>
    mapValues(schemas, (schema) => sorted(z.toJSONSchema(schema, { io: 'input' }))),
  );
  return createHash('sha256')
    .update(JSON.stringify(sorted(shapes)))
    .digest('hex');
}

function mapValues<Value>(record: Readonly<Record<string, Value>>, map: (value: Value) => unknown): object {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    return value.every((entry) => typeof entry === 'string') ? value.toSorted() : value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return mapValues(Object.fromEntries(entries), sorted);
}

test('[PRO-40] no shape changes without a decision about the version', () => {
  const hash = hashOf({ client: clientFrameSchemas, server: serverFrameSchemas });
  const advice = [
    `The shape of some frame is not the one recorded for version ${PROTOCOL_VERSION}.`,
    'If a peer of that version could misread or refuse a frame now (PRO-40), raise PROTOCOL_VERSION in src/version.ts',
    `and add "${PROTOCOL_VERSION + 1}": "${hash}" to ${FILE}. If none could (a new server frame, a new optional field`,
    `of one, words only), or the version was never released, record "${PROTOCOL_VERSION}": "${hash}" there instead.`,
    'In both cases bring PROTOCOL.md, the fixtures and src/checks up to date.',
  ].join('\n');
  expect(recorded[PROTOCOL_VERSION], advice).toBe(hash);
});

test('[PRO-40] versions are recorded without a gap, and no two have the same shapes', () => {
  const versions = Object.keys(recorded).map(Number);
  expect(versions).toEqual(Array.from({ length: PROTOCOL_VERSION }, (_, i) => i + 1));
  expect(new Set(Object.values(recorded)).size).toBe(versions.length);
});

test('[PRO-40] the hash sees a field, a bound and strictness, and not the order of fields', () => {
  const hash = (ping: z.ZodType): string => hashOf({ client: { ping } });
  const first = hash(z.strictObject({ a: z.string().max(3), b: z.number() }));
  expect(hash(z.strictObject({ b: z.number(), a: z.string().max(3) }))).toBe(first);
  const others = [
    z.strictObject({ a: z.string().max(4), b: z.number() }),
    z.strictObject({ a: z.string().max(3), b: z.number().optional() }),
    z.looseObject({ a: z.string().max(3), b: z.number() }),
  ];
  for (const other of others) expect(hash(other)).not.toBe(first);
});
