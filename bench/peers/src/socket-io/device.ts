import { once } from 'node:events';
import { io } from 'socket.io-client';
import type { OpenDevice } from '../../../src/e2e/device.ts';

/**
 * Does not: store anything, at either end; try again what was not acknowledged; bring what was missed after two minutes,
 * after the server stopped, or after the app was closed.
 */
export const openDevice: OpenDevice = async ({ server, conversations }, watcher) => {
  const socket = io((server as { url: string }).url, { transports: ['websocket'], reconnectionDelay: 1 });
  const shown: string[] = [];
  let unacknowledged = 0;
  let flushed = (): void => {};
  socket.on('chat message', (room: string, text: string) => {
    shown.push(text);
    watcher.stored(shown.length);
    if (room === conversations[0]?.id) watcher.shown(text);
  });
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  await socket.emitWithAck(
    'join',
    conversations.map(({ id }) => id),
  );
  return {
    send(conversation, text) {
      unacknowledged++;
      socket.emit('chat message', conversation, text, () => --unacknowledged === 0 && flushed());
    },
    flush: () =>
      new Promise((resolve) => {
        flushed = resolve;
        if (unacknowledged === 0) resolve();
      }),
    // Recovery is for connections that are lost, not for those that are closed.
    async leave() {
      socket.io.reconnection(false);
      const gone = once(socket as never, 'disconnect').catch(() => {});
      socket.io.engine.close();
      await gone;
    },
    comeBack: () => void socket.io.reconnection(true).connect(),
    close: async () => void socket.close(),
  };
};
