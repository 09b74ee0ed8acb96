import type { SimDevice } from '../device.ts';
import type { Scene } from './step-kind.ts';

/** The person takes a write back; the invariants are told before and after. */
export function takeBack({ tell, refused }: Pick<Scene, 'tell' | 'refused'>, device: SimDevice, opId: string): void {
  tell('cancelling', device, opId);
  const cancelled = device.client()?.outbox.cancel(opId);
  cancelled?.then(() => tell('cancelled', device, opId), refused);
}
