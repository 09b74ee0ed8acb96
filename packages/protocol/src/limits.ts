/** Ceilings of the protocol itself; a server may set lower ones in `welcome`. */
export const MAX_HELLO_BYTES = 4096;
export const MAX_HELLO_CURSORS = 16;
export const MAX_OPS_PER_PUSH = 500;
export const MAX_MARKS_PER_FRAME = 100;
export const MAX_MEMBERS_PER_OP = 1000;
export const MAX_SIGNAL_TTL_MS = 60_000;
/** Users whose presence one session hears of. */
export const MAX_WATCHED_USERS = 200;
/** Characters of what is searched for, and messages an answer. */
export const MAX_FIND_LENGTH = 1000;
export const MAX_FOUND = 100;
export const MAX_ATTACHMENTS = 32;
export const MAX_MENTIONS = 50;
/** Different emoji of one person at one message, and UTF-16 units of one. */
export const MAX_REACTIONS = 20;
export const MAX_EMOJI_LENGTH = 32;
/** Characters of a key, and of the scope of a stream: two names and a little. */
export const MAX_KEY_LENGTH = 264;
/** How long a message that disappears is shown: a second to a year. */
export const MIN_TTL_MS = 1_000;
export const MAX_TTL_MS = 31_536_000_000;
/** Levels of objects and arrays in a body, the body itself included. */
export const MAX_BODY_DEPTH = 64;
/** UTF-16 units of an id or name in a server's frame; a key of 264 characters always fits. */
export const MAX_ID_LENGTH = 528;
