/** What Background Sync is asked for by, unless the app says otherwise. */
export const SYNC_TAG = 'tidemark';
