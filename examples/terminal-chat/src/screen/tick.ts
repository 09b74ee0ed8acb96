import type { Message } from '@tidemark/core';
import { type Span, span } from './line.ts';
import { bad, blue, quiet } from './palette.ts';

/** How far one's own message has come, in two columns at most; nothing for other people's. */
export function tick({ delivery }: Pick<Message, 'delivery'>): Span {
  switch (delivery) {
    case 'sending':
      return span('◷ ', quiet);
    case 'sent':
      return span('✓ ', quiet);
    case 'delivered':
      return span('✓✓', quiet);
    case 'read':
      return span('✓✓', blue);
    case 'failed':
      return span('⚠ ', bad);
    case 'received':
      return span('  ');
  }
}
