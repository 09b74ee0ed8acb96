import { expect, test } from 'vitest';
import { MAX_MEMBERS_PER_OP } from '../limits.ts';
import {
  conversationBodySchema,
  conversationCreationSchema,
  memberBodySchema,
  membershipBodySchema,
  profileBodySchema,
} from './conversation.ts';

test('[PRO-17] a creation says the kind and the other members', () => {
  const crew = { kind: 'group', title: 'Crew', members: ['bob', 'eve'] };
  expect(conversationCreationSchema.safeParse(crew).success).toBe(true);
  expect(conversationCreationSchema.safeParse({ ...crew, kind: 'room' }).success).toBe(false);
  expect(conversationCreationSchema.safeParse({ kind: 'group' }).success).toBe(false);
  expect(conversationCreationSchema.safeParse({ ...crew, members: ['b b'] }).success).toBe(false);
});

test('[PRO-17] the conversation itself has no members: they are rows', () => {
  expect(conversationBodySchema.safeParse({ kind: 'direct', members: [] }).success).toBe(false);
  expect(conversationBodySchema.safeParse({ kind: 'group', title: 't'.repeat(257) }).success).toBe(false);
});

test('[PRO-39] a creation adds 1,000 members and no more', () => {
  const members = Array.from({ length: MAX_MEMBERS_PER_OP }, (_, i) => `user-${i}`);
  expect(conversationCreationSchema.safeParse({ kind: 'channel', members }).success).toBe(true);
  expect(conversationCreationSchema.safeParse({ kind: 'channel', members: [...members, 'bob'] }).success).toBe(false);
});

test('[PRO-18] a member and a membership have one of three roles', () => {
  for (const role of ['owner', 'admin', 'member']) {
    expect(memberBodySchema.safeParse({ role }).success).toBe(true);
    expect(membershipBodySchema.safeParse({ role }).success).toBe(true);
  }
  for (const role of ['guest', '', null, undefined]) {
    expect(memberBodySchema.safeParse({ role }).success).toBe(false);
    expect(membershipBodySchema.safeParse({ role }).success).toBe(false);
  }
});

test('[PRO-19] a profile has a name of 1 to 128 characters', () => {
  expect(profileBodySchema.safeParse({ name: 'Ann Å' }).success).toBe(true);
  for (const name of ['', 'n'.repeat(129), undefined])
    expect(profileBodySchema.safeParse({ name }).success).toBe(false);
});
