export { corpus } from './corpus.ts';
export { importInto } from './import-into.ts';
export type { ImportOptions, ImportProgress } from './import-options.ts';
export { type Imported, importedOf } from './imported.ts';
export type { Text } from './read-lines.ts';
export type { NamedFile } from './slack/named-file.ts';
export { slack } from './slack.ts';
export type {
  SourceConversation,
  SourceEvent,
  SourceFile,
  SourceMembership,
  SourceMessage,
  SourceReaction,
  SourceUser,
} from './source-event.ts';
export type { DateOrder } from './whatsapp/date-order.ts';
export { type WhatsAppOptions, whatsApp } from './whatsapp.ts';
