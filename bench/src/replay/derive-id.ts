import { createHash } from 'node:crypto';

/** 2026-01-01: ids of one run sort in the order of the plan, as those of real devices do. */
const FIRST_MS = Date.UTC(2026, 0, 1);

/** The id of a thing named `name` in the run with this seed: shaped like a UUIDv7, the same in every process. */
export function deriveId(seed: string, name: string, place: number): string {
  const bytes = createHash('sha256').update(`${seed}\n${name}`).digest().subarray(0, 16);
  bytes.writeUIntBE(FIRST_MS + place, 0, 6);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
