/** How far a message of one's own has come; other people's messages are `received`. */
export type Delivery = 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'received';

/** Why an op failed, for people and for programs. */
export interface Failure {
  /** A code of PROTOCOL.md. */
  readonly code: string;
  readonly message: string;
  /** Whether `outbox.retry` may help. */
  readonly retryable: boolean;
}
