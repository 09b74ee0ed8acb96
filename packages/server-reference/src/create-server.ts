import type { TidemarkError } from '@tidemark/protocol';
import { type Core, type CoreOptions, createCore } from './core.ts';
import { createApi } from './hosts/api/create-api.ts';
import { createRoutes } from './hosts/http.ts';
import { listen } from './hosts/listen.ts';
import { hostSync } from './hosts/sync/host-sync.ts';
import { hostWebSockets, SYNC_PATH } from './hosts/ws.ts';
import { type DataFolder, holdDataFolder } from './log/data-folder.ts';
import { openSqliteLog, type SqliteLog } from './log/sqlite-log.ts';
import { type AuthOptions, checkOptions, type ServerOptions } from './options.ts';
import { randomId, systemRuntime } from './runtime.ts';
import { issueToken } from './token/issue.ts';
import { keyOf } from './token/key-of.ts';
import { createVerifyToken } from './token/verify.ts';

export interface TidemarkServer extends AsyncDisposable {
  /** Where clients connect: `ws://…/sync`. */
  readonly url: string;
  /** Where the other routes are: `http://…`. */
  readonly httpUrl: string;
  readonly port: number;
  /** Stops taking ops, answers those taken, says goodbye to every session, closes the log. */
  close(): Promise<void>;
  /** A token for any name. Only with `devTokens`. */
  issueDevToken?(user: string, options?: { readonly lifetimeMs?: number | undefined }): Promise<string>;
}

const DEFAULT_PORT = 4510;
const DEV_TOKEN_MS = 30 * 86_400_000;

/** Opens the data folder and listens. Rejects with `options/invalid`, `server/data` or `server/listen`. */
export async function createServer(options: ServerOptions): Promise<TidemarkServer> {
  checkOptions(options);
  const folder = holdDataFolder(options.data);
  let log: SqliteLog | undefined;
  try {
    log = openLog(options, folder);
    return await serve(options, folder, log);
  } catch (error) {
    await log?.close();
    folder.release();
    throw error as TidemarkError;
  }
}

function openLog(options: ServerOptions, folder: DataFolder): SqliteLog {
  const log = openSqliteLog({
    path: folder.databasePath,
    durability: options.durability,
    knownGeneration: folder.generation,
    newEpoch: () => randomId(systemRuntime),
  });
  folder.rememberGeneration(log.generation);
  if (log.wasRestored) options.logger?.info({ epoch: log.epoch }, 'the database was restored from a backup');
  return log;
}

/** A disk without space keeps no server from closing: a copy of its file is then only known later to be one. */
function endLog(options: ServerOptions, folder: DataFolder, log: SqliteLog): void {
  try {
    folder.rememberGeneration(log.endGeneration());
  } catch (error) {
    options.logger?.error({ err: error }, 'the data folder could not be written while closing');
  }
}

async function serve(options: ServerOptions, folder: DataFolder, log: SqliteLog): Promise<TidemarkServer> {
  const auth = options.auth ?? { secret: devSecret(folder) };
  const verifyToken = createVerifyToken({
    ...keyOf(auth),
    audience: auth.audience,
    issuer: auth.issuer,
    now: systemRuntime.now,
  });
  const failed = (error: unknown): void => options.logger?.error({ err: error }, 'a request could not be served');
  const core = createCoreFor(options, log, { verifyToken, failed });
  const issueDevToken = options.devTokens === true ? issuer(auth) : undefined;
  const ready = (): Promise<void> => (core.isDraining() ? Promise.reject(new Error('draining')) : log.check());
  const host = options.host ?? '127.0.0.1';
  const api = createApi({ core, verifyToken, failed });
  const routes = createRoutes({ ready, issueDevToken, sync: hostSync(core), api });
  const { server, port, answered } = await listen(routes, options.port ?? DEFAULT_PORT, host);
  const sockets = hostWebSockets(server, core);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    server.close();
    await core.drain();
    await Promise.all([sockets.stop(), answered()]);
    server.closeAllConnections();
    endLog(options, folder, log);
    await log.close();
    folder.release();
  };
  const closeOnce = (): Promise<void> => {
    closing ??= close();
    return closing;
  };
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    url: `ws://${authority}${SYNC_PATH}`,
    httpUrl: `http://${authority}`,
    port,
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
    ...(issueDevToken === undefined ? {} : { issueDevToken }),
  };
}

function createCoreFor(
  { limits, authorize, messages, presence }: ServerOptions,
  log: SqliteLog,
  ours: Pick<CoreOptions, 'verifyToken' | 'failed'>,
): Core {
  return createCore({ log, runtime: systemRuntime, limits, authorize, messages, presence, ...ours });
}

function devSecret(folder: DataFolder): string {
  return folder.secret('dev-secret', () => Buffer.from(systemRuntime.randomBytes(32)).toString('base64url'));
}

function issuer({ secret, audience, issuer: issuedBy }: AuthOptions): NonNullable<TidemarkServer['issueDevToken']> {
  const key = new TextEncoder().encode(secret);
  return (user, { lifetimeMs = DEV_TOKEN_MS } = {}) =>
    issueToken(user, { secret: key, nowMs: systemRuntime.now(), lifetimeMs, audience, issuer: issuedBy });
}
