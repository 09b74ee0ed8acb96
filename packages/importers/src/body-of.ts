import { type JsonObject, MAX_ATTACHMENTS, MAX_MENTIONS, type MessageBody } from '@tidemark/protocol';
import type { ImportOptions } from './import-options.ts';
import type { SourceFile, SourceMessage, SourceUser } from './source-event.ts';

/** What a message says here. */
export function bodyOf(
  message: SourceMessage,
  text: string,
  meta: JsonObject,
  { userOf, attachmentOf }: ImportOptions,
  users: ReadonlyMap<string, SourceUser>,
): MessageBody {
  const { kind, files = [], mentions = [] } = message;
  const attachments = files.flatMap((file) => attachmentOf?.(file, message) ?? []).slice(0, MAX_ATTACHMENTS);
  const named = mentions.flatMap((id) => {
    const user = users.get(id);
    return (user && userOf?.(user)) ?? [];
  });
  return {
    ...(kind && { kind }),
    text: text || (attachments.length > 0 ? '' : files.map(nameOf).join(', ')),
    ...(attachments.length > 0 && { attachments }),
    ...(named.length > 0 && { mentions: [...new Set(named)].slice(0, MAX_MENTIONS) }),
    meta,
  };
}

/** What stands for a file in the text of a message that has no other. */
const nameOf = ({ name }: SourceFile): string => name ?? '📎';
