import type { JsonObject, MessageBody } from '@tidemark/protocol';
import type { SourceConversation, SourceMessage } from './source-event.ts';

/** What an imported message was: in `meta.imported` of its body. */
export interface Imported {
  /** `whatsapp`, `slack`, … */
  readonly source: string;
  /** Who wrote it, by the source's id and name; absent where nobody said it. */
  readonly author?: { readonly id: string; readonly name: string } | undefined;
  /** When it was written. Milliseconds since 1970. */
  readonly at: number;
  readonly files?: SourceMessage['files'];
  /** `users`: names. */
  readonly reactions?: SourceMessage['reactions'];
  readonly edited?: SourceMessage['edited'];
}

/** What the body of a message says of where it came from; undefined where it was written here. */
export function importedOf({ meta }: MessageBody): Imported | undefined {
  const found = meta?.['imported'] as Partial<Imported> | undefined;
  return typeof found?.source === 'string' && typeof found.at === 'number' ? (found as Imported) : undefined;
}

/** Everything that no field of a message here can say, as JSON. */
export function metaOf(
  message: SourceMessage,
  { source }: SourceConversation,
  nameOf: (user: string) => string,
): JsonObject {
  const { author, at, files, reactions, edited } = message;
  const imported: Imported = {
    source,
    at,
    ...(author !== undefined && { author: { id: author, name: nameOf(author) } }),
    ...(files && { files }),
    ...(reactions && { reactions: reactions.map(({ emoji, users }) => ({ emoji, users: users.map(nameOf) })) }),
    ...(edited !== undefined && { edited }),
  };
  // Without what is undefined, which is no JSON.
  return { imported: JSON.parse(JSON.stringify(imported)) as JsonObject };
}
