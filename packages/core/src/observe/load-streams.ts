import type { StreamId } from '@tidemark/protocol';
import type { Stored } from '../local-db/storage-adapter.ts';
import type { WindowSources } from './message-window.ts';

/**
 * Reads the states and marks that a view is made of, each once, and calls back when they are there. Answers whether all
 * of these are. `states`: rows that the view holds already, see `StreamBook.take`.
 */
export function createStreamLoader(
  { book, onError }: Pick<WindowSources, 'book' | 'onError'>,
  loaded: () => void,
  states: () => readonly Stored[] = () => [],
): (streams: readonly StreamId[]) => boolean {
  const loading = new Set<StreamId>();
  return (streams) => {
    const isMissing = (stream: StreamId): boolean => !book.isLoaded(stream);
    if (streams.some(isMissing)) book.take(states());
    const wanted = streams.filter((stream) => isMissing(stream) && !loading.has(stream));
    if (wanted.length > 0) {
      for (const stream of wanted) loading.add(stream);
      book.load(wanted).then(() => {
        for (const stream of wanted) loading.delete(stream);
        loaded();
      }, onError);
    }
    return !streams.some(isMissing);
  };
}
