import type { RefusalClass } from './frames/results.ts';

/** What a server's refusals and errors are called. */
export type WireCode =
  | 'auth/missing'
  | 'auth/malformed'
  | 'auth/signature'
  | 'auth/algorithm'
  | 'auth/expired'
  | 'auth/not-yet-valid'
  | 'auth/audience'
  | 'auth/claims'
  | 'hello/timeout'
  | 'hello/expected'
  | 'hello/protocol'
  | 'hello/replaced'
  | 'frame/malformed'
  | 'frame/unknown'
  | 'frame/too-large'
  | 'frame/slow-reader'
  | 'stream/unknown'
  | 'op/invalid'
  | 'op/forbidden'
  | 'op/too-large'
  | 'op/id-taken'
  | 'op/exists'
  | 'op/missing'
  | 'op/too-late'
  | 'op/blocked'
  | 'op/invitation-ended'
  | 'op/predecessor'
  | 'op/conflict'
  | 'op/unknown'
  | 'rate/limited'
  | 'server/draining'
  | 'server/storage'
  | 'server/internal';

/** Every code a server sends, its class, and what the reader may do about it. */
export const CODES: Readonly<Record<WireCode, { readonly class: RefusalClass; readonly advice: string }>> = {
  'auth/missing': { class: 'auth', advice: 'Send a token in hello: pass `auth` to createClient.' },
  'auth/malformed': { class: 'auth', advice: 'The token is not a JWT. Check what `auth` returns.' },
  'auth/signature': { class: 'auth', advice: 'The token was signed with another key than the server checks with.' },
  'auth/algorithm': {
    class: 'auth',
    advice: 'The token names an algorithm the server does not accept; `none` never is.',
  },
  'auth/expired': { class: 'auth', advice: 'Return a fresh token from `auth`; it is asked again at every connection.' },
  'auth/not-yet-valid': { class: 'auth', advice: 'The token begins in the future. Check the clock of its issuer.' },
  'auth/audience': {
    class: 'auth',
    advice: 'The token was issued for another service. Ask for one with this audience.',
  },
  'auth/claims': {
    class: 'auth',
    advice: 'The token lacks a usable `sub` (the user id) or another claim that is asked for.',
  },
  'hello/timeout': { class: 'retry', advice: 'Send hello as the first frame, at once.' },
  'hello/expected': { class: 'permanent', advice: 'Send hello before any other frame, and only once.' },
  'hello/protocol': {
    class: 'permanent',
    advice: 'Client and server speak different protocol versions. Update the older one.',
  },
  'hello/replaced': { class: 'retry', advice: 'The device opened a newer session; this one is over.' },
  'frame/malformed': { class: 'permanent', advice: 'The frame does not match PROTOCOL.md; the message says where.' },
  'frame/unknown': { class: 'permanent', advice: 'The server does not know this frame type; the connection stays up.' },
  'frame/too-large': { class: 'permanent', advice: 'Split what you send: see `limits` in welcome.' },
  'frame/slow-reader': { class: 'retry', advice: 'The client reads slower than it is sent to. Reconnect and pull.' },
  'stream/unknown': { class: 'permanent', advice: 'There is no such stream, or it is not yours to see.' },
  'op/invalid': { class: 'permanent', advice: 'The op does not fit its collection; the message says where.' },
  'op/forbidden': { class: 'permanent', advice: 'Your role does not allow this write.' },
  'op/too-large': {
    class: 'permanent',
    advice: 'The body exceeds `limits.bodyBytes`. Shorten it or attach it as a blob.',
  },
  'op/id-taken': { class: 'permanent', advice: 'Another user committed an op with this id. Use a fresh UUIDv7.' },
  'op/exists': { class: 'permanent', advice: 'A row with this key exists and may not be replaced.' },
  'op/missing': { class: 'permanent', advice: 'The row to change does not exist.' },
  'op/too-late': { class: 'permanent', advice: 'The time within which this may be changed has passed.' },
  'op/blocked': { class: 'permanent', advice: 'The other person does not take messages from you.' },
  'op/invitation-ended': { class: 'permanent', advice: 'The invitation has expired, is used up or was taken back.' },
  'op/predecessor': { class: 'retry', advice: 'The op named by `after` is not committed. Push it first.' },
  'op/conflict': { class: 'conflict', advice: 'The row moved past `baseRev`. Resolve against the row sent with this.' },
  'op/unknown': { class: 'retry', advice: 'The server has not committed this op. Push it (again).' },
  'rate/limited': { class: 'retry', advice: 'Wait for `retryAfterMs`.' },
  'server/draining': { class: 'retry', advice: 'The server is stopping. Reconnect after the time in goaway.' },
  'server/storage': {
    class: 'retry',
    advice: 'The server could not store the op, for example on a full disk. Try again later.',
  },
  'server/internal': { class: 'retry', advice: 'The server failed; its log says how. Try again later.' },
};
