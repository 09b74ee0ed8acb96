import type { MessageBody } from '@tidemark/protocol';
import type { SourceConversation, SourceFile, SourceMessage, SourceUser } from './source-event.ts';

export interface ImportOptions {
  /**
   * The conversation of yours that one of the source goes into; null leaves it out. By default a group of its own is made,
   * the same one each time this user imports it.
   */
  readonly into?: ((conversation: SourceConversation) => string | null | undefined) | undefined;
  /** Who of your users somebody is. They become members of groups made here, and mentions name them. Default: nobody. */
  readonly userOf?: ((user: SourceUser) => string | undefined) | undefined;
  /** Where you keep the bytes of a file; without it a file is told by its name alone. */
  readonly attachmentOf?: ((file: SourceFile, message: SourceMessage) => Attachment | undefined) | undefined;
  /** What becomes of threads: threads as here (default), or replies in the conversation itself. */
  readonly threads?: 'threads' | 'replies' | undefined;
}

type Attachment = NonNullable<MessageBody['attachments']>[number];

/** How far an import is: all that is counted is safe on this device. */
export interface ImportProgress {
  readonly conversations: number;
  /** Messages written now. */
  readonly written: number;
  /** Messages that were here already, by an earlier import. */
  readonly known: number;
  /** Messages that their authors took back, and those of conversations left out. */
  readonly leftOut: number;
}
