import type { SocketConstructor } from '@tidemark/transport-ws';

type Listener = (event: unknown) => void;

/** A WebSocket whose messages from the server may be replaced by others, or lost, on their way. */
export function garbling(replace: (text: string) => string | ArrayBuffer | undefined): SocketConstructor {
  return class extends WebSocket {
    override addEventListener(type: string, listener: Listener): void {
      const garbled: Listener = (event) => {
        const data = replace(String((event as MessageEvent).data));
        if (data !== undefined) listener(new MessageEvent('message', { data }));
      };
      super.addEventListener(type, type === 'message' ? garbled : listener);
    }
  };
}
