import { type ClientFrame, conversationStream, type Op, type ServerFrame } from '@tidemark/protocol';
import { deriveId } from '../replay/derive-id.ts';

const OPS_A_PUSH = 200;
/** Pushes under way at once: the server has always something to do, and is never asked for more than it takes. */
const UNDER_WAY = 8;

export interface World {
  readonly conversations: number;
  readonly messages: number;
  /** Who is in every conversation. */
  readonly user: string;
}

const LINE = 'The tide is coming in, said the lighthouse keeper';

/** Fills a server over a socket, past every client of ours. Rejects when it refuses an op. */
export async function fillServer(
  url: string,
  token: string,
  world: World,
  progress: (done: number) => void,
): Promise<void> {
  const ops = opsOf(world);
  const socket = new WebSocket(url);
  const say = (frame: ClientFrame): void => socket.send(JSON.stringify([frame]));
  let waiting = 0;
  let done = 0;

  function pushMore(finished: () => void): void {
    while (waiting < UNDER_WAY * OPS_A_PUSH) {
      const next = take(ops, OPS_A_PUSH);
      if (next.length === 0) break;
      waiting += next.length;
      say({ type: 'push', ops: next });
    }
    if (waiting === 0) finished();
  }

  try {
    await new Promise<void>((resolve, reject) => {
      const take = (frame: ServerFrame): void => {
        if (frame.type === 'error') reject(new Error(`${frame.code}: ${frame.message}`));
        if (frame.type !== 'results' && frame.type !== 'welcome') return;
        if (frame.type === 'results') {
          const refused = frame.results.find((result) => 'error' in result);
          if (refused) reject(new Error(`The server refused an op: ${JSON.stringify(refused)}`));
          waiting -= frame.results.length;
          done += frame.results.length;
          progress(done);
        }
        pushMore(resolve);
      };
      socket.addEventListener('close', ({ code }) => reject(new Error(`The server closed with ${code}.`)));
      socket.addEventListener('open', () => say({ type: 'hello', protocol: 1, token, device: 'filler', cursors: [] }));
      socket.addEventListener('message', ({ data }) => {
        for (const frame of JSON.parse(String(data)) as ServerFrame[]) take(frame);
      });
    });
  } finally {
    socket.close();
  }
}

function* opsOf({ conversations, messages, user }: World): Generator<Op> {
  let made = 0;
  const newId = (): string => deriveId('fresh', `${made}`, made++);
  const ids = Array.from({ length: conversations }, newId);
  for (const [n, id] of ids.entries()) {
    const body = { kind: 'group', title: `Harbour ${n}`, members: [user] };
    yield {
      opId: newId(),
      stream: conversationStream(id),
      collection: 'conversation',
      key: id,
      kind: 'put',
      body,
    };
  }
  for (let m = 0; m < messages; m++) {
    const stream = conversationStream(ids[m % conversations] as string);
    yield {
      opId: newId(),
      stream,
      collection: 'message',
      kind: 'put',
      body: { kind: 'text', text: `${LINE}: ${m}` },
    };
  }
}

function take<Item>(items: Iterator<Item>, count: number): Item[] {
  const taken: Item[] = [];
  while (taken.length < count) {
    const next = items.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}
