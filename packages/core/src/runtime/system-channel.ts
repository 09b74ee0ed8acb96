import type { Json } from '@tidemark/protocol';
import type { Channel, OpenChannel } from './channel.ts';
import type { Host, HostEvent } from './host.ts';

/** BroadcastChannel, or a channel that reaches nobody. An open one does not keep a Node process alive. */
export function systemChannel(host: Host): OpenChannel {
  const { BroadcastChannel } = host;
  if (!BroadcastChannel) return () => ({ post() {}, subscribe: () => () => {}, close() {} });

  return (name): Channel => {
    const channel = new BroadcastChannel(name);
    channel.unref?.();
    let isOpen = true;
    return {
      post(message) {
        if (isOpen) channel.postMessage(message);
      },
      subscribe(received) {
        const listener = (event: HostEvent): void => {
          if (isOpen) received(event.data as Json);
        };
        channel.addEventListener('message', listener);
        return () => channel.removeEventListener('message', listener);
      },
      close() {
        isOpen = false;
        channel.close();
      },
    };
  };
}
