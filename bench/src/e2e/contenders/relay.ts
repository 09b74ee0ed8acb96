import type { OpenDevice } from '../device.ts';

/** Bare sockets: nothing is stored, confirmed or sent again; what comes while one is away is lost. */
export const openDevice: OpenDevice = async ({ server, conversations }, watcher) => {
  const rooms = conversations.map(({ id }) => id).join(',');
  const socket = new WebSocket(`${(server as { url: string }).url}/?rooms=${rooms}`);
  const shown: string[] = [];
  const first = conversations[0]?.id;
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as { conversation: string; text: string };
    shown.push(message.text);
    watcher.stored(shown.length);
    if (message.conversation === first) watcher.shown(message.text);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  return {
    send: (conversation, text) => socket.send(JSON.stringify({ conversation, text })),
    flush: async () => {},
    leave: async () => {},
    comeBack: () => {},
    close: async () => socket.close(),
  };
};
