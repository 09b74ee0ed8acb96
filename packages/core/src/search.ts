export type { TextRange } from '@tidemark/protocol/words';

import type { Feature } from './client/feature.ts';
import { openSearch, type Search } from './search/open-search.ts';

export type { Hit } from './search/find.ts';
export type { FoundEverywhere, Search, SearchQuery, SearchResult } from './search/open-search.ts';

/**
 * Finds messages by their words, offline, on any storage. The index is kept in the device's database from the first
 * `client.use(search)` on, in the background.
 *
 * @example
 * const { hits } = await client.use(search).query({ text: 'harbour tid' });
 */
export const search: Feature<Search> = { open: openSearch };
