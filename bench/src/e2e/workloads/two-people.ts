import type { DevicePlan } from '../device.ts';

type Person = Omit<DevicePlan, 'folder' | 'server'>;

const CONVERSATION = 'c0';
/** Who writes, and has founded the conversation. */
export const ann: Person = { user: 'ann', conversations: [{ id: CONVERSATION, founds: ['bob'] }] };
export const bob: Person = { user: 'bob', conversations: [{ id: CONVERSATION }] };
