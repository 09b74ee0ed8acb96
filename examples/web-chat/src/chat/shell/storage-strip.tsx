import './strips.css';
import { type ReactElement, useSyncExternalStore } from 'react';
import type { StorageWatch } from '../session/storage-news.ts';

const SAID = {
  stale: { text: 'A newer version of this chat is open in another tab.', button: 'Load it here' },
  lost: {
    text: 'The browser’s data of this chat was deleted. What the server has comes back when the page is loaded again.',
    button: 'Load again',
  },
} as const;

/** Says why this page should be loaded again, and leaves it to the person when. */
export function StorageStrip({ watch }: { readonly watch: StorageWatch }): ReactElement | null {
  const news = useSyncExternalStore(watch.subscribe, watch.get);
  if (news === undefined) return null;
  const { text, button } = SAID[news];
  return (
    <p className={news === 'lost' ? 'strip is-alert' : 'strip'} role={news === 'lost' ? 'alert' : 'status'}>
      <span>{text}</span>
      <button type="button" onClick={() => location.reload()}>
        {button}
      </button>
    </p>
  );
}
