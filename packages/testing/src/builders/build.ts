import { buildHead, buildId, buildMessage, buildOp, buildRow, DEFAULT_STREAM } from './build-rows.ts';
import { buildHello, buildOk, buildRefusal, buildResults, buildSummaries, buildWelcome } from './build-session.ts';
import { buildChanges, buildHeads, buildMarks, buildPage, buildPong, buildReset } from './build-streams.ts';

/**
 * Frames and their parts, valid by default: a test states what it is about. The default conversation is `build.stream`,
 * its epoch `e1`, its people ann and bob, its server time the rev in seconds.
 *
 * @example
 * peer.send([build.changes({ rows: [build.message(1), build.message(2)] })]);
 */
export const build: {
  readonly stream: typeof DEFAULT_STREAM;
  readonly id: typeof buildId;
  readonly op: typeof buildOp;
  readonly row: typeof buildRow;
  readonly message: typeof buildMessage;
  readonly head: typeof buildHead;
  readonly hello: typeof buildHello;
  readonly welcome: typeof buildWelcome;
  readonly ok: typeof buildOk;
  readonly refusal: typeof buildRefusal;
  readonly results: typeof buildResults;
  readonly changes: typeof buildChanges;
  readonly page: typeof buildPage;
  readonly heads: typeof buildHeads;
  readonly pong: typeof buildPong;
  readonly marks: typeof buildMarks;
  readonly reset: typeof buildReset;
  readonly summaries: typeof buildSummaries;
} = {
  stream: DEFAULT_STREAM,
  id: buildId,
  op: buildOp,
  row: buildRow,
  message: buildMessage,
  head: buildHead,
  hello: buildHello,
  welcome: buildWelcome,
  ok: buildOk,
  refusal: buildRefusal,
  results: buildResults,
  changes: buildChanges,
  page: buildPage,
  heads: buildHeads,
  pong: buildPong,
  marks: buildMarks,
  reset: buildReset,
  summaries: buildSummaries,
};
