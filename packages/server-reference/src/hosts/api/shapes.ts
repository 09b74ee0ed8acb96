import { type Committed, conversationStream, type Head, parseStream, type Result, type Row } from '@tidemark/protocol';
import { countSchema, keySchema, streamSchema, uuid7Schema } from '@tidemark/protocol/schemas';
import { z } from 'zod';
import { ApiError } from './api-error.ts';
import type { Call } from './route.ts';

/** Parts of requests and answers that several routes have. */
export const conversationPath: z.ZodObject<{ conversation: z.ZodType<string> }> = z.strictObject({
  conversation: keySchema,
});
export const messagePath: z.ZodObject<{ conversation: z.ZodType<string>; message: z.ZodType<string> }> = z.strictObject(
  { conversation: keySchema, message: uuid7Schema },
);

export const limitSchema: z.ZodDefault<z.ZodCoercedNumber> = z.coerce.number().int().min(1).max(1_000).default(50);

export const messageSchema: z.ZodType = z.looseObject({
  id: z.string(),
  ord: countSchema,
  rev: countSchema,
  at: countSchema,
  author: z.string(),
  body: z.looseObject({}).optional(),
  deleted: z.literal(true).optional(),
});

export const headSchema: z.ZodType = z.looseObject({
  epoch: z.string(),
  rev: countSchema,
  ord: countSchema,
  marksRev: countSchema,
  at: countSchema,
});

export const committedSchema: z.ZodType = z.object({
  opId: uuid7Schema,
  stream: streamSchema,
  epoch: z.string(),
  rev: countSchema,
  ord: countSchema.optional(),
  at: countSchema,
  duplicate: z.literal(true).optional(),
});

/** A row of a message as routes tell it: `id` for `key`, and nothing of the collection. */
function messageOf({ collection: _, key: id, op: __, ...row }: Row): object {
  return { id, ...row };
}

export function messagesOf(rows: readonly Row[]): readonly object[] {
  return rows.filter(({ collection }) => collection === 'message').map(messageOf);
}

export function headOf({ epoch, rev, ord, marksRev, at }: Head): object {
  return { epoch, rev, ord, marksRev, at };
}

export const idOf = (stream: Head['stream']): string => parseStream(stream).scope;
export const streamOf: typeof conversationStream = conversationStream;

/** What was committed, or the refusal thrown. */
export function committed(result: Result): { readonly opId: string } & Omit<Committed, 'rows' | 'from'> {
  if ('error' in result) throw new ApiError(result.error);
  const { rows: _, from: __, ...ok } = result.ok;
  return { opId: result.opId, ...ok };
}

/** Pushes one op for a call, under its id and against its rev. */
export async function pushFor(
  { session, opId, baseRev }: Pick<Call<unknown>, 'session' | 'opId' | 'baseRev'>,
  op: Omit<Parameters<typeof session.push>[0], 'opId' | 'baseRev'>,
): Promise<ReturnType<typeof committed>> {
  return committed(await session.push({ opId, ...op, ...(baseRev === undefined ? {} : { baseRev }) }));
}
