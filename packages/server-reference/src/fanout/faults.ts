import type { StreamId } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';

/** For tests only: what the core loses on purpose. */
export interface Faults {
  readonly dropsFanOut?: ((session: Session, stream: StreamId) => boolean) | undefined;
}
