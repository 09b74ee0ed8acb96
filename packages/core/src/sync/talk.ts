import {
  type ClientFrame,
  type GoAway,
  PROTOCOL_VERSION,
  type ServerFrame,
  type StreamId,
  TidemarkError,
  userStream,
  type Welcome,
} from '@tidemark/protocol';
import type { Clock } from '../runtime/clock.ts';
import type { Timers } from '../runtime/timers.ts';
import type { Connection } from '../transport/transport.ts';
import { type EphemeralSource, isHeard } from './ephemeral.ts';
import type { Identity } from './identity.ts';
import { createListing } from './listing.ts';
import { ownCursor } from './own-cursor.ts';
import { createReceive, type ReceiveOptions } from './receive.ts';
import type { ServerClock } from './server-clock.ts';
import { runSession } from './session.ts';

/**
 * What is said on the loop's connections, one session after the other: hello ─▶ welcome ─▶ list, pull, push, mark ─▶
 * live. Its code, and that of everything the server's words do to the database, comes with the first connection.
 */
export interface Talk {
  /** Speaks until the connection ends, and closes it. Rejects with the reason; resolves when the server closed it. */
  run(connection: Connection, token: string, ended: AbortSignal): Promise<void>;
  /** Sends a heartbeat, where there is a connection. */
  ping(): void;
  /** Nothing is sent any more, and what was in flight is unknown. */
  detach(): void;
  /** The server's name for the last session that it welcomed. */
  session(): string | undefined;
}

/** What the loop is told of a session. */
export interface TalkEnds {
  /** How many requests are without an answer before this device is live. */
  readonly left: (requests: number) => void;
  /** The server asks to come back later. */
  readonly goAway: (frame: GoAway) => void;
}

export interface TalkOptions extends ReceiveOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly identity: Identity;
  /** Streams with own marks the server has not confirmed, or with changes that were heard of and not fetched. */
  readonly owed: () => Promise<readonly StreamId[]>;
  /** Streams of ops that were confirmed, maybe to an earlier process, and whose effect is not here yet. */
  readonly confirmed: () => readonly StreamId[];
  readonly ephemeral: EphemeralSource;
  readonly serverClock: ServerClock;
  readonly nextId: () => number;
}

export function createTalk(options: TalkOptions, ends: TalkEnds): Talk {
  const { clock, timers, identity, book, drain, catchUp, marks, ephemeral } = options;
  const receive = createReceive(options);
  const listing = createListing(identity, (list) => send([list]), options.nextId);
  let live: Connection | undefined;
  let session: string | undefined;
  /** Requests of this session without an answer. */
  const awaited = new Set<number>();
  /** A heartbeat is under way. Its first pong ends it: what says so twice is no second one. */
  let isPinged = false;

  function send(frames: readonly ClientFrame[]): void {
    for (const frame of frames) if ('id' in frame) awaited.add(frame.id);
    try {
      live?.send(frames);
    } catch {
      // The connection is gone; its iteration ends and says why.
    }
  }

  /** What an earlier session asked for, or what comes twice, may tell of a history that is no more. */
  function isExpected(frame: ServerFrame): boolean {
    const { re } = frame as { readonly re?: number };
    return re === undefined || awaited.delete(re);
  }

  function ping(): void {
    isPinged = true;
    send([{ type: 'ping' }]);
  }

  async function welcomed(welcome: Welcome, ended: AbortSignal): Promise<void> {
    session = welcome.session;
    await identity.confirm(welcome.user);
    await options.serverClock.set(welcome.time);
    const me = userStream(welcome.user);
    const owed = await options.owed();
    const confirmed = options.confirmed();
    await book.load([me, ...owed, ...confirmed]);
    if (ended.aborted) return;
    drain.attach({ limits: welcome.limits, push: (ops) => send([{ type: 'push', ops }]) });
    // First what one sees first: of who is in many conversations one's own stream is long.
    listing.begin(welcome);
    catchUp.attach((pulls) => send(pulls));
    catchUp.hold(me);
    // What an earlier process heard of and did not fetch: the list tells a move once.
    for (const stream of owed) catchUp.look(stream);
    for (const stream of confirmed) catchUp.hold(stream);
    marks.attach((own) => send([{ type: 'mark', marks: own }]), owed);
    ephemeral.attach(send);
  }

  function hear(frame: ServerFrame): void {
    if (frame.type === 'goaway') ends.goAway(frame);
    else if (frame.type === 'pong' && isPinged) {
      isPinged = false;
      listing.again();
      catchUp.again();
      drain.again();
      marks.again();
      ephemeral.hear(frame);
    } else if (isHeard(frame)) {
      if (frame.type === 'error') listing.failed(frame.re);
      ephemeral.hear(frame);
    }
  }

  function detach(): void {
    drain.detach();
    catchUp.detach();
    marks.detach();
    ephemeral.detach();
    awaited.clear();
  }

  async function run(connection: Connection, token: string, ended: AbortSignal): Promise<void> {
    live = connection;
    isPinged = false;
    let welcome: Welcome | undefined;
    let begun: Promise<void> = Promise.resolve();
    try {
      const hello: ClientFrame = {
        type: 'hello',
        protocol: PROTOCOL_VERSION,
        token,
        device: identity.device,
        cursors: await ownCursor(identity, book),
        ...(session && { resume: session }),
      };
      await runSession(
        connection,
        hello,
        {
          welcomed: (frame) => {
            welcome = frame;
            begun = welcomed(frame, ended);
            begun.catch(() => connection.close());
          },
          apply: async (heard) => {
            await begun;
            if (!welcome) throw spokeTooEarly(heard);
            const frames = heard.filter(isExpected);
            await receive.apply(frames, welcome.user);
            for (const frame of frames) {
              if (frame.type === 'summaries') await listing.answered(frame);
              else hear(frame);
            }
            ends.left(catchUp.left('essential') + Number(listing.isOpen()));
          },
          ping,
        },
        { clock, timers },
      );
      await begun;
    } finally {
      connection.close();
      // A welcome that is still being taken in would attach to the session after its end.
      await begun.catch(() => undefined);
      detach();
      receive.forget();
      live = undefined;
    }
  }

  return {
    run,
    detach,
    ping: () => {
      if (live) ping();
    },
    session: () => session,
  };
}

function spokeTooEarly(frames: readonly ServerFrame[]): TidemarkError {
  const found = frames[0]?.type ?? 'nothing';
  return new TidemarkError('transport/malformed', `The server sent ${found} before welcome`, { found });
}
