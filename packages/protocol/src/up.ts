import type { z } from 'zod';
import { type Find, findSchema } from './frames/find.ts';
import { type Hello, helloSchema } from './frames/hello.ts';
import { type List, listSchema } from './frames/list.ts';
import { type Locate, locateSchema } from './frames/locate.ts';
import { type MarkUp, markUpSchema } from './frames/mark.ts';
import { type Ping, pingSchema } from './frames/ping.ts';
import { type PresenceUp, presenceUpSchema } from './frames/presence-up.ts';
import { type Pull, pullSchema } from './frames/pull.ts';
import { type Push, pushSchema } from './frames/push.ts';
import { type SignalUp, signalUpSchema } from './frames/signal-up.ts';
import { type Status, statusSchema } from './frames/status.ts';

/** What a client says. */
export type ClientFrame = Hello | Push | Pull | List | Locate | Find | MarkUp | SignalUp | PresenceUp | Status | Ping;

/** One schema a client frame, by its `type`. */
export const clientFrameSchemas: { readonly [T in ClientFrame['type']]: z.ZodType<Extract<ClientFrame, { type: T }>> } =
  {
    hello: helloSchema,
    push: pushSchema,
    pull: pullSchema,
    list: listSchema,
    locate: locateSchema,
    find: findSchema,
    mark: markUpSchema,
    signal: signalUpSchema,
    presence: presenceUpSchema,
    status: statusSchema,
    ping: pingSchema,
  };
