/** User ids and devices: 1 to 128 characters, no control characters, separators or lone surrogates. */
export const NAME_PATTERN: RegExp = /^[^\p{Cc}\p{Cs}\p{Z}]{1,128}$/u;

/** Keys, and ids of conversations: as names are, but long enough for a message's id and a user, or for two users. */
export const KEY_PATTERN: RegExp = /^[^\p{Cc}\p{Cs}\p{Z}]{1,264}$/u;

/** A UUIDv7 in canonical lower case: operation ids, message ids, most conversation ids. */
export const UUID7_PATTERN: RegExp = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** `conversation:`, `user:` or `app:`, then a scope that is a key. */
export const STREAM_PATTERN: RegExp = /^(?:conversation|user|app):[^\p{Cc}\p{Cs}\p{Z}]{1,264}$/u;

/** Collection names: a lower-case letter, then letters, digits, dots and dashes, at most 64. */
export const COLLECTION_PATTERN: RegExp = /^[a-z][a-z0-9.-]{0,63}$/;
