export type { Attachment } from './bodies/attachment.ts';
export type {
  ConversationBody,
  ConversationCreation,
  ConversationKind,
  InvitationBody,
  Joining,
  MemberBody,
  MembershipBody,
  ProfileBody,
  Role,
  ThreadBody,
} from './bodies/conversation.ts';
export type { Forwarded, MessageBody } from './bodies/message.ts';
export type { BlockBody, DraftBody, HiddenBody, MentionBody, SettingBody } from './bodies/own.ts';
export type { PinBody, ReactionBody } from './bodies/reaction.ts';
export type { ScheduledBody, ScheduleFailure } from './bodies/scheduled.ts';
export { CLOSE } from './close-codes.ts';
export { CODES, type WireCode } from './codes.ts';
export { directId, isDirectId } from './direct-id.ts';
export type { ServerFrame } from './down.ts';
export { type ErrorOptions, TidemarkError } from './error.ts';
export type { ErrorCode, ErrorDetails } from './error-details.ts';
export type { Changes } from './frames/changes.ts';
export type { ErrorDown } from './frames/error.ts';
export type { Find } from './frames/find.ts';
export type { Found, FoundMessage } from './frames/found.ts';
export type { GoAway } from './frames/goaway.ts';
export type { Heads } from './frames/heads.ts';
export type { Hello, HelloCursor } from './frames/hello.ts';
export type { List } from './frames/list.ts';
export type { Locate } from './frames/locate.ts';
export type { Located } from './frames/located.ts';
export type { MarkUp, OwnMark } from './frames/mark.ts';
export type { Marks } from './frames/marks.ts';
export type { Page } from './frames/page.ts';
export type { Ping } from './frames/ping.ts';
export type { Pong } from './frames/pong.ts';
export type { Presence, PresentUser } from './frames/presence.ts';
export type { PresenceUp } from './frames/presence-up.ts';
export type { Pull, Want } from './frames/pull.ts';
export type { Push } from './frames/push.ts';
export type { Reset } from './frames/reset.ts';
export type { Committed, Refusal, RefusalClass, Result, Results } from './frames/results.ts';
export type { SignalDown } from './frames/signal-down.ts';
export type { SignalUp } from './frames/signal-up.ts';
export type { Status } from './frames/status.ts';
export type { Summaries } from './frames/summaries.ts';
export type { Limits, Welcome } from './frames/welcome.ts';
export type { Head, Summary } from './head.ts';
export type { Json, JsonObject } from './json.ts';
export {
  MAX_ATTACHMENTS,
  MAX_BODY_DEPTH,
  MAX_EMOJI_LENGTH,
  MAX_FIND_LENGTH,
  MAX_FOUND,
  MAX_HELLO_BYTES,
  MAX_HELLO_CURSORS,
  MAX_ID_LENGTH,
  MAX_KEY_LENGTH,
  MAX_MARKS_PER_FRAME,
  MAX_MEMBERS_PER_OP,
  MAX_MENTIONS,
  MAX_OPS_PER_PUSH,
  MAX_REACTIONS,
  MAX_SIGNAL_TTL_MS,
  MAX_TTL_MS,
  MAX_WATCHED_USERS,
  MIN_TTL_MS,
} from './limits.ts';
export type { Mark } from './mark.ts';
export type { Op, OpKind } from './op.ts';
export { COLLECTION_PATTERN, KEY_PATTERN, NAME_PATTERN, STREAM_PATTERN, UUID7_PATTERN } from './patterns.ts';
export type { Row } from './row.ts';
export {
  appStream,
  conversationStream,
  isStreamId,
  laneOf,
  parseStream,
  type StreamId,
  type StreamKind,
  userStream,
} from './stream.ts';
export type { ClientFrame } from './up.ts';
export { PROTOCOL_VERSION } from './version.ts';
