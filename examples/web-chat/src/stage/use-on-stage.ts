import { type RefObject, useEffect, useState } from 'react';
import type { OnStage } from './on-stage.ts';

/** What the chat in a frame lets the page have; undefined until it is signed in, and again while it is reloaded. */
export function useOnStage(frame: RefObject<HTMLIFrameElement | null>): OnStage | undefined {
  const [chat, setChat] = useState<OnStage>();
  useEffect(() => {
    // Nobody tells of it across the frame's border: looking is cheap, and lets a reloaded chat be found again.
    const look = (): void => setChat(frame.current?.contentWindow?.tidemarkOnStage);
    const timer = setInterval(look, 250);
    return () => clearInterval(timer);
  }, [frame]);
  return chat;
}
