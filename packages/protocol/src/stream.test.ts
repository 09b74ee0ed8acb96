import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appStream, conversationStream, isStreamId, laneOf, parseStream, type StreamId, userStream } from './stream.ts';

const scope = fc.stringMatching(/^[a-z:/.]{1,6}$/);
const stream = fc
  .tuple(fc.constantFrom(conversationStream, userStream, appStream), scope)
  .map(([make, name]): StreamId => make(name));
const collection = fc.stringMatching(/^[a-z][a-z0-9.-]{0,3}$/);

test('[PRO-9] a conversation is one lane, whatever the collection', () => {
  const crew = conversationStream('crew');
  expect(laneOf(crew, 'message')).toBe('conversation:crew');
  expect(laneOf(crew, 'member')).toBe(laneOf(crew, 'message'));
});

test('[PRO-9] each collection of another stream is a lane of its own', () => {
  expect(laneOf(appStream('ann/notes'), 'note')).toBe('app:ann/notes/note');
  expect(laneOf(userStream('ann'), 'profile')).not.toBe(laneOf(userStream('ann'), 'device'));
});

test('[PRO-9] no two streams share a lane, however their scopes are spelt', () => {
  fc.assert(
    fc.property(stream, collection, stream, collection, (a, inA, b, inB) => {
      const isSameLane = a === b && (a.startsWith('conversation:') || inA === inB);
      expect(laneOf(a, inA) === laneOf(b, inB)).toBe(isSameLane);
    }),
    { numRuns: 2000 },
  );
});

test('[PRO-39] a stream is its kind and its scope, and the scope may hold colons', () => {
  expect(parseStream('app:a:b')).toEqual({ kind: 'app', scope: 'a:b' });
  fc.assert(
    fc.property(stream, (id) => {
      const { kind, scope } = parseStream(id);
      return isStreamId(id) && `${kind}:${scope}` === id;
    }),
  );
});

test('[PRO-39] of three kinds, with a scope that is a name', () => {
  for (const bad of [
    '',
    'crew',
    'room:crew',
    'conversation:',
    'user:a b',
    'Conversation:crew',
    ' user:ann',
    'user:ann\n',
  ])
    expect(isStreamId(bad)).toBe(false);
});
