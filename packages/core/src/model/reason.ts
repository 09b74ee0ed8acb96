import type { Failure } from './delivery.ts';

/** By code, in words for the person who wrote it: what became of it, and what may help. */
const REASONS: Readonly<Record<string, string>> = {
  'stream/unknown': 'This conversation does not exist any more, or you are no longer in it.',
  'op/invalid': 'The server does not accept this.',
  'op/forbidden': 'You are not allowed to do this here.',
  'op/too-large': 'This is too large to be sent. Shorten it, or attach it as a file.',
  'op/id-taken': 'This could not be sent. Write it again.',
  'op/exists': 'This is there already.',
  'op/missing': 'The message that this is about does not exist any more.',
  'op/too-late': 'It is too late to change this.',
  'op/blocked': 'This person does not take messages from you.',
  'op/invitation-ended': 'This invitation has ended. Ask for a new one.',
  'op/conflict': 'Somebody else changed this at the same time.',
};

/** Why something failed, for a person to read, in English; an app that speaks another language goes by the code. */
export function reasonOf(failure: Failure): string {
  return REASONS[failure.code] ?? (failure.retryable ? 'This did not work. Try again.' : 'This did not work.');
}
