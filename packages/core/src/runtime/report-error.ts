import { currentHost } from './host.ts';

/** Makes an error that no caller can receive known to the host, as an exception nobody caught. Never throws. */
export function reportUncaught(error: unknown): void {
  const host = currentHost();
  if (host.reportError) host.reportError(error);
  else
    host.queueMicrotask(() => {
      throw error;
    });
}
