import './devtools-dock.css';
import type { Devtools } from '@tidemark/devtools';
import type { NetworkSwitch } from '@tidemark/devtools/network';
import { useClient } from '@tidemark/react';
import { type ReactElement, useEffect, useRef } from 'react';

/** What the client does and why, under the chat. Its code comes when somebody asks for it. */
export function DevtoolsDock({ link }: { readonly link: NetworkSwitch | undefined }): ReactElement {
  const client = useClient();
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    let devtools: Devtools | undefined;
    let isGone = false;
    import('@tidemark/devtools').then(({ mountDevtools }) => {
      if (!isGone && place.current) devtools = mountDevtools(client, { into: place.current, link });
    }, console.error);
    return () => {
      isGone = true;
      devtools?.dispose();
    };
  }, [client, link]);
  return <section className="devtools-dock" aria-label="Devtools" ref={place} />;
}
