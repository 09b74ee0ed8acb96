import { type ClientFrame, conversationStream, type ServerFrame } from '@tidemark/protocol';
import { createCore, createMemoryLogStore, openMemoryLog } from '@tidemark/server-reference/embed';
import { createFakeTimers, createSeededRandom } from '@tidemark/testing';

/** What crossed between the server and all members: frames of marks, the marks in them, and their bytes. */
export interface Traffic {
  frames: number;
  marks: number;
  bytes: number;
}

export interface CrowdOptions {
  readonly members: number;
  /** Members who write a message each, one after the other, before everybody reads. */
  readonly authors: number;
}

export interface CrowdTraffic {
  readonly up: Traffic;
  readonly down: Traffic;
  /** The most that one member's devices were told. */
  readonly mostDown: number;
}

const STREAM = conversationStream('crowd');
/** Everybody has it within this, and has read it within that. */
const DELIVERED_MS = 2_000;
const READ_MS = 60_000;
const START_MS = 1_800_000_000_000;

interface Member {
  readonly user: string;
  say(frame: ClientFrame): void;
  bytes: number;
}

/**
 * A group of so many members, all connected to the real server, in virtual time: some write, each device says when it has
 * it, and each member reads at some moment of the next minute. Counted is what there is of marks, and nothing else.
 */
export async function crowd({ members, authors }: CrowdOptions): Promise<CrowdTraffic> {
  const timers = createFakeTimers();
  const random = createSeededRandom(`marks ${members} ${authors}`);
  const up: Traffic = { frames: 0, marks: 0, bytes: 0 };
  const down: Traffic = { frames: 0, marks: 0, bytes: 0 };
  const failures: unknown[] = [];
  const core = createCore({
    log: openMemoryLog(createMemoryLogStore('bench')),
    verifyToken: async (user) => ({ user }),
    failed: (error) => failures.push(error),
    limits: { heartbeatMs: 600_000, frameBytes: 1_048_576 },
    runtime: {
      now: () => START_MS + timers.elapsedMs(),
      monotonicMs: timers.elapsedMs,
      after(delayMs, run) {
        const handle = timers.set(delayMs, run);
        return () => timers.clear(handle);
      },
      nextTurn: (run) => void timers.set(0, run),
      randomBytes: (count) => random.fill(new Uint8Array(count)),
    },
  });

  function join(user: string): Member {
    const session = core.accept({
      send: (text) => heard(member, text),
      close: (code, reason) => failures.push(new Error(`${user} was cut off: ${code} ${reason}`)),
      bufferedBytes: () => 0,
    });
    const member: Member = { user, bytes: 0, say: (frame) => session.receive(JSON.stringify([frame])) };
    member.say({ type: 'hello', protocol: 1, token: user, device: 'd', cursors: [] });
    return member;
  }

  function heard(member: Member, text: string): void {
    for (const frame of JSON.parse(text) as readonly ServerFrame[]) {
      if (frame.type === 'error') failures.push(new Error(`${member.user} was refused: ${frame.code}`));
      if (frame.type !== 'marks') continue;
      const bytes = Buffer.byteLength(JSON.stringify(frame));
      down.frames++;
      down.marks += frame.marks.length;
      down.bytes += bytes;
      member.bytes += bytes;
    }
  }

  function tell(member: Member, mark: { readonly delivered: number } | { readonly read: number }): void {
    const frame: ClientFrame = { type: 'mark', marks: [{ stream: STREAM, ...mark }] };
    up.frames++;
    up.marks++;
    up.bytes += Buffer.byteLength(JSON.stringify([frame]));
    member.say(frame);
  }

  let place = 0;
  const opId = (): string => `01980000-0000-7000-8000-${(place++).toString(16).padStart(12, '0')}`;
  const everyone = Array.from({ length: members }, (_, i) => join(`member${i}`));
  const [owner] = everyone as [Member];
  const body = { kind: 'group', members: everyone.slice(1).map(({ user }) => user) };
  await timers.advance(1_000);
  const creation = {
    opId: opId(),
    stream: STREAM,
    collection: 'conversation',
    key: 'crowd',
    kind: 'put',
    body,
  } as const;
  owner.say({ type: 'push', ops: [creation] });
  await timers.advance(1_000);
  for (const author of everyone.slice(0, authors)) {
    const op = { opId: opId(), stream: STREAM, collection: 'message', kind: 'put', body: { text: 'Ahoy' } } as const;
    author.say({ type: 'push', ops: [op] });
    await timers.advance(100);
  }
  for (const member of everyone) {
    timers.set(random.fraction() * DELIVERED_MS, () => tell(member, { delivered: authors }));
    timers.set(DELIVERED_MS + random.fraction() * READ_MS, () => tell(member, { read: authors }));
  }
  await timers.advance(DELIVERED_MS + READ_MS + 5_000);
  if (failures.length > 0) throw failures[0];
  return { up, down, mostDown: Math.max(...everyone.map(({ bytes }) => bytes)) };
}
