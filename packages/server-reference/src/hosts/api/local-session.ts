import {
  type Changes,
  CLOSE,
  type ClientFrame,
  type Find,
  type Found,
  type List,
  type Marks,
  type Op,
  type OwnMark,
  type Page,
  PROTOCOL_VERSION,
  type Pull,
  type Reset,
  type Result,
  type Results,
  type ServerFrame,
  type SignalUp,
  type Summaries,
  type Welcome,
} from '@tidemark/protocol';
import type { Core } from '../../core.ts';
import { ApiError, refuse } from './api-error.ts';

/** A session without a wire: what a route asks goes to the core as the frames of a client, and is judged like them. */
export interface LocalSession {
  readonly user: string;
  push(op: Op): Promise<Result>;
  pull(pull: Omit<Pull, 'type' | 'id'>): Promise<Changes | Page | Reset>;
  list(list: Omit<List, 'type' | 'id'>): Promise<Summaries>;
  find(find: Omit<Find, 'type' | 'id'>): Promise<Found>;
  status(opId: string): Promise<Result>;
  /** Resolves when the raise is committed: told in `marks`, the first of a second at once. */
  mark(mark: OwnMark): Promise<void>;
  /** Not answered by anything. */
  signal(signal: Omit<SignalUp, 'type'>): void;
  close(): void;
}

interface Waiting {
  readonly id: number | undefined;
  fits(frame: ServerFrame): boolean;
  resolve(frame: ServerFrame): void;
  reject(error: ApiError): void;
}

/** Rejects with an `ApiError` whose code is the server's. */
export async function openLocalSession(core: Core, token: string): Promise<LocalSession> {
  const waiting = new Set<Waiting>();
  let requests = 0;
  let over: ApiError | undefined;

  const take = (frame: ServerFrame): void => {
    if (frame.type === 'error') {
      const { type: _, re, fatal, ...refusal } = frame;
      const error = new ApiError(refusal);
      if (fatal) end(error);
      else for (const each of [...waiting]) if (each.id === re) settle(each, () => each.reject(error));
    }
    for (const each of [...waiting]) if (each.fits(frame)) settle(each, () => each.resolve(frame));
  };

  const settle = (each: Waiting, how: () => void): void => {
    if (waiting.delete(each)) how();
  };

  const end = (error: ApiError): void => {
    over ??= error;
    for (const each of [...waiting]) settle(each, () => each.reject(error));
  };

  const receiver = core.accept({
    send: (text) => {
      for (const frame of JSON.parse(text) as readonly ServerFrame[]) take(frame);
    },
    close: (code) => end(refuse(code === CLOSE.draining ? 'server/draining' : 'server/internal', `Closed, ${code}.`)),
    bufferedBytes: () => 0,
  });

  const say = (frame: ClientFrame): void => receiver.receive(JSON.stringify([frame]));

  const ask = <Frame extends ServerFrame>(
    frame: ClientFrame,
    fits: (each: ServerFrame) => each is Frame,
  ): Promise<Frame> =>
    new Promise<ServerFrame>((resolve, reject) => {
      if (over) return reject(over);
      waiting.add({ id: 'id' in frame ? frame.id : undefined, fits, resolve, reject });
      say(frame);
    }) as Promise<Frame>;

  const resultOf = async (frame: ClientFrame, opId: string): Promise<Result> => {
    const isIts = (each: Result): boolean => each.opId === opId;
    const hasIt = (each: ServerFrame): each is Results => each.type === 'results' && each.results.some(isIts);
    const result = (await ask(frame, hasIt)).results.find(isIts);
    if (result === undefined) throw refuse('server/internal', 'No result.');
    return result;
  };

  const hello = { type: 'hello', protocol: PROTOCOL_VERSION, token, device: 'http', cursors: [] } as const;
  const isWelcome = (frame: ServerFrame): frame is Welcome => frame.type === 'welcome';
  const { user } = await ask(hello, isWelcome).catch((error: unknown) => {
    receiver.closed();
    throw error;
  });

  return {
    user,
    push: (op) => resultOf({ type: 'push', ops: [op] }, op.opId),
    status: (opId) => resultOf({ type: 'status', opIds: [opId] }, opId),
    pull: (pull) => {
      const id = ++requests;
      const isAnswer = (frame: ServerFrame): frame is Changes | Page | Reset => 're' in frame && frame.re === id;
      return ask({ type: 'pull', id, ...pull }, isAnswer);
    },
    list: (list) => {
      const id = ++requests;
      const isAnswer = (frame: ServerFrame): frame is Summaries => frame.type === 'summaries' && frame.re === id;
      return ask({ type: 'list', id, ...list }, isAnswer);
    },
    find: (find) => {
      const id = ++requests;
      const isAnswer = (frame: ServerFrame): frame is Found => frame.type === 'found' && frame.re === id;
      return ask({ type: 'find', id, ...find }, isAnswer);
    },
    mark: async (mark) => {
      await ask({ type: 'mark', marks: [mark] }, (frame): frame is Marks => {
        if (frame.type !== 'marks' || frame.stream !== mark.stream) return false;
        const own = frame.marks.find((each) => each.user === user);
        return own !== undefined && own.delivered >= (mark.delivered ?? 0) && own.read >= (mark.read ?? 0);
      });
    },
    signal: (signal) => say({ type: 'signal', ...signal }),
    close: () => receiver.closed(),
  };
}
