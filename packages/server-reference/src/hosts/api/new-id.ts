import type { Runtime } from '../../runtime.ts';

/** A new UUIDv7. */
export function newId(runtime: Runtime): string {
  const bytes = runtime.randomBytes(10);
  const time = runtime.now().toString(16).padStart(12, '0');
  const random = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const variant = '89ab'[(bytes[2] ?? 0) & 3];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(5, 8)}-${random.slice(8)}`;
}
