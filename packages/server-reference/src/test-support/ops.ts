import { conversationStream, type JsonObject, type Op, type StreamId } from '@tidemark/protocol';

let made = 0;

/** A UUIDv7 of its own. */
export function uuid7(): string {
  made += 1;
  return `01900000-0000-7000-8000-${made.toString(16).padStart(12, '0')}`;
}

export type Extra = Partial<Pick<Op, 'opId' | 'key' | 'baseRev' | 'after'>>;

export function op(stream: StreamId, collection: string, kind: Op['kind'], body?: JsonObject, extra: Extra = {}): Op {
  return { opId: uuid7(), stream, collection, kind, ...(body === undefined ? {} : { body }), ...extra };
}

export const send = (stream: StreamId, text: string, extra: Extra = {}): Op =>
  op(stream, 'message', 'put', { text }, extra);

/** The op that makes the conversation of this id. */
export function create(id: string, members: readonly string[], body: JsonObject = {}): Op {
  return op(conversationStream(id), 'conversation', 'put', { kind: 'group', members, ...body }, { key: id });
}
