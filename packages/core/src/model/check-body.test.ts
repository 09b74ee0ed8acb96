import type { MessageBody } from '@tidemark/protocol';
import { messageBodySchema } from '@tidemark/protocol/schemas';
import { build } from '@tidemark/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  checkId,
  checkJson,
  checkMessageBody,
  checkMessageEdit,
  checkName,
  checkOrd,
  checkText,
} from './check-body.ts';

const PHOTO = { type: 'image/jpeg', blob: 'b1', size: 5, width: 4, height: 3, preview: 'LEHV6nWB' };
const FORWARDED = { conversation: 'crew', id: build.id(1), author: 'ann', at: 7 };

const refusedAt = (body: unknown): string => {
  try {
    checkMessageBody(body as MessageBody);
    return 'fits';
  } catch (error) {
    const { code, details } = error as { code: string; details: { path: string } };
    return `${code} ${details.path}`;
  }
};

test('[WRI-6] a body that fits goes as it is, without what is absent', () => {
  const body = { kind: 'text', text: 'Ahoy ⚓', replyTo: build.id(1), meta: { colour: 'blue', list: [1, null] } };
  expect(checkMessageBody(body)).toEqual(body);
  expect(Object.keys(checkMessageBody({ text: '', kind: undefined, meta: undefined }))).toEqual(['text']);
  expect(checkMessageBody({})).toEqual({});
  const image = { kind: 'image', attachments: [PHOTO], mentions: ['bob'], forwarded: FORWARDED };
  expect(checkMessageBody(image)).toEqual(image);
});

test('[WRI-6] one that does not fit is refused with the path of the field', () => {
  const wrong: readonly [unknown, string][] = [
    [null, 'message'],
    ['Ahoy', 'message'],
    [{ text: 'Ahoy', colour: 'blue' }, 'message.colour'],
    [{ kind: '' }, 'message.kind'],
    [{ kind: 'k'.repeat(33) }, 'message.kind'],
    [{ kind: 7n }, 'message.kind'],
    [{ text: 7 }, 'message.text'],
    [{ text: 7n }, 'message.text'],
    [{ replyTo: '42' }, 'message.replyTo'],
    [{ meta: 'blue' }, 'message.meta'],
    [{ meta: ['blue'] }, 'message.meta'],
    [{ replyTo: [build.id(1)] }, 'message.replyTo'],
    [{ attachments: {} }, 'message.attachments'],
    [{ attachments: [{ blob: 'b1' }] }, 'message.attachments.0'],
    [{ attachments: [PHOTO, { type: 'image/png' }] }, 'message.attachments.1'],
    [{ attachments: [{ ...PHOTO, type: 'jpeg' }] }, 'message.attachments.0.type'],
    [{ attachments: [{ ...PHOTO, size: -1 }] }, 'message.attachments.0.size'],
    [{ attachments: [{ ...PHOTO, bytes: 'x' }] }, 'message.attachments.0.bytes'],
    [{ attachments: Array.from({ length: 33 }, () => PHOTO) }, 'message.attachments'],
    [{ mentions: ['b b'] }, 'message.mentions.0'],
    [{ mentions: Array.from({ length: 51 }, (_, i) => `user-${i}`) }, 'message.mentions'],
    [{ forwarded: { conversation: 'crew', id: build.id(1) } }, 'message.forwarded'],
    [{ forwarded: { ...FORWARDED, id: '42' } }, 'message.forwarded.id'],
  ];
  for (const [body, path] of wrong) expect(refusedAt(body)).toBe(`write/invalid ${path}`);
});

test('[WRI-6] whatever passes here passes at the server', () => {
  const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom('crew', '\ud800', 7, null));
  const anyAttachment = fc.record(
    {
      ...{ blob: anyText, url: anyText, name: anyText, preview: anyText, size: fc.integer(), durationMs: fc.double() },
      type: fc.constantFrom('image/jpeg', 'image', ['image/png'], 7),
    },
    { requiredKeys: ['type'] },
  );
  const anyBody = fc.record(
    {
      kind: fc.oneof(fc.string({ maxLength: 40 }), fc.integer()),
      text: fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\ud800'), fc.constant(null)),
      replyTo: fc.constantFrom(build.id(3), 'x', build.id(0xab).toUpperCase()),
      attachments: fc.array(anyAttachment, { maxLength: 3 }),
      mentions: fc.array(fc.constantFrom('bob', 'eve', 'b b', '', 7)),
      forwarded: fc.record(
        { conversation: anyText, id: fc.constant(build.id(3)), author: anyText, at: fc.integer() },
        { requiredKeys: [] },
      ),
      meta: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
      other: fc.constant(1),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(anyBody, (body) => {
      if (refusedAt(body) !== 'fits') return;
      const sent: unknown = JSON.parse(JSON.stringify(checkMessageBody(body as MessageBody)));
      expect(messageBodySchema.safeParse(sent).error?.issues).toBeUndefined();
    }),
  );
});

test('[WRI-6] lone surrogates of a text become U+FFFD, pairs stay', () => {
  expect(checkMessageBody({ text: 'a\ud800b \udc00\ud83d\ude00' }).text).toBe('a\ufffdb \ufffd😀');
  expect(checkText('title', '\udfff', 5)).toBe('\ufffd');
});

test('[WRI-7] what is written is a copy as JSON keeps it', () => {
  const meta = { list: [1], at: new Date(0), gone: undefined };
  const copy = checkMessageBody({ meta: meta as never }).meta;
  meta.list.push(2);
  expect(copy).toEqual({ list: [1], at: '1970-01-01T00:00:00.000Z' });
});

test('[WRI-7] what JSON cannot keep is refused', () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  const bare = Object.assign(Object.create(null), { n: 1n });
  for (const value of [cycle, { n: 1n }, bare, [1], null, 'text', undefined])
    expect(() => checkJson('task', value as object)).toThrow(expect.objectContaining({ code: 'write/invalid' }));
});

test('[WRI-8] ids, names, texts and places are refused with what was found', () => {
  const wrong: readonly (() => unknown)[] = [
    () => checkId('id', 'crew'),
    () => checkId('id', build.id(0xab).toUpperCase()),
    () => checkId('id', undefined as never),
    () => checkName('key', ''),
    () => checkName('key', 'a b'),
    () => checkName('key', 'x'.repeat(129)),
    () => checkName('key', 7 as never),
    () => checkText('title', '', 3),
    () => checkText('title', 'four', 3),
    () => checkOrd('ord', 1.5),
  ];
  for (const check of wrong) expect(check).toThrow(expect.objectContaining({ code: 'write/invalid' }));
  expect([
    checkId('id', build.id(1)),
    checkName('key', 'ann'),
    checkText('title', 'abc', 3),
    checkOrd('ord', 0),
  ]).toEqual([build.id(1), 'ann', 'abc', 0]);
});

test('[WRI-6] an edit names fields of a message, each as a message has it, or null', () => {
  expect(checkMessageEdit({ text: 'Ahoy', meta: null, kind: undefined })).toEqual({ text: 'Ahoy', meta: null });
  expect(() => checkMessageEdit({ colour: null } as never)).toThrow(/message\.colour/);
  expect(() => checkMessageEdit({ mentions: ['b b'] })).toThrow(/message\.mentions\.0/);
});
