export { TidemarkProvider, type TidemarkProviderProps, useClient } from './client-context.ts';
export {
  type CollectionQuery,
  type ConversationsResult,
  type MembersResult,
  useCollection,
  useConversation,
  useConversations,
  useMembers,
  useOutbox,
} from './use-lists.ts';
export { type MessagesResult, useMessage, useMessages } from './use-messages.ts';
export { type MessagesAtResult, useMessagesAt } from './use-messages-at.ts';
export { type Query, type Suspending, useObserved } from './use-observed.ts';
export { type TypingResult, usePresence, useSyncStatus, useTyping } from './use-status.ts';
