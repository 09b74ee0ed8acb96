import type { Peer, PeerMessage } from './peer.ts';

/** Resolves with the time at which the window has told of rows that `areThey`. */
export type WatchPeer = (areThey: (rows: readonly PeerMessage[]) => boolean) => Promise<number>;

/** Opens a window of a conversation. Resolves when it has told of what is there. */
export async function watchPeer(peer: Peer, conversation: string): Promise<WatchPeer> {
  let told: (rows: readonly PeerMessage[]) => void = () => {};
  await new Promise<void>((resolve) => {
    told = () => resolve();
    peer.watch(conversation, (rows) => told(rows));
  });
  return (areThey) =>
    new Promise((resolve) => {
      told = (rows) => {
        if (areThey(rows)) resolve(performance.now());
      };
    });
}
