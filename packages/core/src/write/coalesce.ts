import type { Op } from '@tidemark/protocol';
import { mergeFields } from '../model/merge-fields.ts';

/**
 * One op in place of two of the same row, where no server has seen the first: under the first one's opId, so that the
 * row keeps its identity. Undefined where both are needed, as where they are to be refused at different revs of the row.
 */
export function coalesce(first: Op, second: Op): Op | undefined {
  if (first.baseRev !== second.baseRev) return undefined;
  switch (second.kind) {
    case 'put':
      return first.kind === 'delete' ? undefined : { ...first, kind: 'put', body: second.body };
    case 'patch':
      if (first.kind === 'delete' || !first.body || !second.body) return undefined;
      return { ...first, body: mergeFields(first.body, second.body, first.kind === 'patch') };
    case 'delete':
      // The row may exist at the server, so its deletion must go out.
      return first.kind === 'delete' ? first : { ...first, kind: 'delete', body: undefined };
  }
}
