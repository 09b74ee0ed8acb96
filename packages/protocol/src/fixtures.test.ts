import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  conversationBodySchema,
  conversationCreationSchema,
  invitationBodySchema,
  joiningSchema,
  memberBodySchema,
  membershipBodySchema,
  profileBodySchema,
  threadBodySchema,
} from './bodies/conversation.ts';
import { messageBodySchema } from './bodies/message.ts';
import {
  blockBodySchema,
  draftBodySchema,
  hiddenBodySchema,
  mentionBodySchema,
  settingBodySchema,
} from './bodies/own.ts';
import { pinBodySchema, reactionBodySchema } from './bodies/reaction.ts';
import { scheduledBodySchema, schedulingSchema } from './bodies/scheduled.ts';
import { checkServerFrame, isUnknownServerFrame } from './checks/server-frame.ts';
import { serverFrameSchemas } from './down.ts';
import { parseClientFrame } from './parse-client-frame.ts';
import { clientFrameSchemas } from './up.ts';

const FOLDER = join(import.meta.dirname, '../fixtures');

interface Golden {
  readonly name: string;
  readonly value: unknown;
}

interface Invalid {
  readonly verdict: 'malformed' | 'unknown';
  readonly frame: unknown;
}

function golden(folder: string): readonly Golden[] {
  return readdirSync(join(FOLDER, folder)).map((name) => ({
    name: name.replace('.json', ''),
    value: JSON.parse(readFileSync(join(FOLDER, folder, name), 'utf8')),
  }));
}

const typesOf = (files: readonly Golden[]): readonly string[] => [
  ...new Set(files.map(({ value }) => (value as { type: string }).type)),
];
const firstWord = (name: string): string => name.split('.')[0] ?? name;

describe('client frames', () => {
  const files = golden('client');

  test('[PRO-41] there is one of every client frame type, filed under its name', () => {
    expect(typesOf(files).toSorted()).toEqual(Object.keys(clientFrameSchemas).toSorted());
    for (const { name, value } of files) expect(value).toHaveProperty('type', firstWord(name));
  });
  for (const { name, value } of files) {
    test(`[PRO-41] client/${name} is a client frame`, () => {
      expect(parseClientFrame(value)).toEqual({ ok: value });
    });
  }
  for (const { name, value } of golden('invalid/client')) {
    test(`[PRO-4] invalid/client/${name} has its verdict`, () => {
      const { verdict, frame } = value as Invalid;
      expect(parseClientFrame(frame)).toEqual({ [verdict]: expect.any(String) });
    });
  }
});

describe('server frames', () => {
  const files = golden('server');

  test('[PRO-41] there is one of every server frame type, filed under its name', () => {
    expect(typesOf(files).toSorted()).toEqual(Object.keys(serverFrameSchemas).toSorted());
    for (const { name, value } of files) expect(value).toHaveProperty('type', firstWord(name));
  });
  for (const { name, value } of files) {
    test(`[PRO-41] server/${name} is a server frame`, () => {
      expect(checkServerFrame(value)).toBeUndefined();
      expect(serverSchemaFits(value)).toBe(true);
    });
  }
  for (const { name, value } of golden('invalid/server')) {
    test(`[PRO-36] invalid/server/${name} has its verdict`, () => {
      const { verdict, frame } = value as Invalid;
      expect(checkServerFrame(frame)).toBeTypeOf('string');
      expect(isUnknownServerFrame(frame)).toBe(verdict === 'unknown');
      expect(serverSchemaFits(frame)).toBe(false);
    });
  }
  for (const { name, value } of files) {
    test(`[PRO-37] check and schema agree wherever server/${name} is broken`, () => {
      for (const broken of brokenEverywhere(value)) {
        expect({ broken, fits: checkServerFrame(broken) === undefined }).toEqual({
          broken,
          fits: serverSchemaFits(broken),
        });
      }
    });
  }
});

describe('bodies', () => {
  const schemas = {
    message: messageBodySchema,
    conversation: conversationBodySchema,
    'conversation-creation': conversationCreationSchema,
    member: memberBodySchema,
    membership: membershipBodySchema,
    profile: profileBodySchema,
    reaction: reactionBodySchema,
    pin: pinBodySchema,
    invitation: invitationBodySchema,
    thread: threadBodySchema,
    joining: joiningSchema,
    setting: settingBodySchema,
    draft: draftBodySchema,
    hidden: hiddenBodySchema,
    block: blockBodySchema,
    mention: mentionBodySchema,
    scheduled: scheduledBodySchema,
    scheduling: schedulingSchema,
  };
  for (const { name, value } of golden('bodies')) {
    test(`[PRO-41] bodies/${name} fits its collection and has no field it lacks`, () => {
      const schema = schemas[firstWord(name) as keyof typeof schemas];
      expect(schema.parse(value)).toEqual(value);
      expect(schema.safeParse({ ...(value as object), extra: 1 }).success).toBe(false);
    });
  }
});

function serverSchemaFits(value: unknown): boolean {
  const { type } = Object(value) as { type?: unknown };
  const schemas: Readonly<Record<string, { safeParse(value: unknown): { success: boolean } }>> = serverFrameSchemas;
  if (typeof type !== 'string' || !Object.hasOwn(schemas, type)) return false;
  return schemas[type]?.safeParse(value).success === true;
}

/** The value with each of its places removed, and replaced by each of a few things that do not belong there. */
function* brokenEverywhere(value: unknown): Iterable<unknown> {
  yield* [null, true, false, 0, -1, 1.5, 2 ** 53, '', 'x', 'y'.repeat(529), [], {}];
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    for (const inner of brokenEverywhere((value as Record<string, unknown>)[key])) yield replaced(value, key, inner);
    const without = replaced(value, key, undefined);
    yield Array.isArray(without) ? without.slice(1) : JSON.parse(JSON.stringify(without));
  }
}

function replaced(value: object, key: string, inner: unknown): unknown {
  return Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner };
}
