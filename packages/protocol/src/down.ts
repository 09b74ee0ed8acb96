import type { z } from 'zod';
import { type Changes, changesSchema } from './frames/changes.ts';
import { type ErrorDown, errorDownSchema } from './frames/error.ts';
import { type Found, foundSchema } from './frames/found.ts';
import { type GoAway, goAwaySchema } from './frames/goaway.ts';
import { type Heads, headsSchema } from './frames/heads.ts';
import { type Located, locatedSchema } from './frames/located.ts';
import { type Marks, marksSchema } from './frames/marks.ts';
import { type Page, pageSchema } from './frames/page.ts';
import { type Pong, pongSchema } from './frames/pong.ts';
import { type Presence, presenceSchema } from './frames/presence.ts';
import { type Reset, resetSchema } from './frames/reset.ts';
import { type Results, resultsSchema } from './frames/results.ts';
import { type SignalDown, signalDownSchema } from './frames/signal-down.ts';
import { type Summaries, summariesSchema } from './frames/summaries.ts';
import { type Welcome, welcomeSchema } from './frames/welcome.ts';

/** What a server says. */
export type ServerFrame =
  | Welcome
  | Results
  | Changes
  | Page
  | Heads
  | Summaries
  | Located
  | Found
  | Marks
  | SignalDown
  | Presence
  | Reset
  | GoAway
  | ErrorDown
  | Pong;

/** One schema a server frame, by its `type`. */
export const serverFrameSchemas: { readonly [T in ServerFrame['type']]: z.ZodType<Extract<ServerFrame, { type: T }>> } =
  {
    welcome: welcomeSchema,
    results: resultsSchema,
    changes: changesSchema,
    page: pageSchema,
    heads: headsSchema,
    summaries: summariesSchema,
    located: locatedSchema,
    found: foundSchema,
    marks: marksSchema,
    signal: signalDownSchema,
    presence: presenceSchema,
    reset: resetSchema,
    goaway: goAwaySchema,
    error: errorDownSchema,
    pong: pongSchema,
  };
