export type { SyncRegistration } from './background/ask-for-sync.ts';
export { registerBackgroundSync } from './background/register-background-sync.ts';
export {
  type ServiceWorkerSyncOptions,
  serviceWorkerSync,
  type WakeUp,
  type WorkerScope,
} from './background/service-worker-sync.ts';
