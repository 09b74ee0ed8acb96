/** Lets the built chat start without a network. In development files change all the time: there it is left out. */
export function startOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  addEventListener('load', () => {
    navigator.serviceWorker.register('./offline-worker.js').catch((error: unknown) => {
      console.warn('The chat will not start without a network:', error);
    });
  });
}
