#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { TidemarkError } from '@tidemark/protocol';
import { pino } from 'pino';
import { createServer } from './create-server.ts';
import type { AuthOptions, ServerOptions } from './options.ts';

const USAGE = `tidemark-server --data FOLDER (--secret-file FILE | --public-key-file FILE | --jwks-file FILE | --dev)

  --data FOLDER            where the database is kept; made when missing
  --port N                 default 4510
  --host ADDRESS           default 127.0.0.1; 0.0.0.0 for all
  --secret-file FILE       key for HS256 tokens; or the variable TIDEMARK_SECRET
  --public-key-file FILE   PEM, for RS256, ES256 or EdDSA tokens
  --jwks-file FILE         JSON Web Key Set; needs --algorithm
  --algorithm NAME         accepted algorithm; may be repeated
  --audience NAME          tokens must be issued for it
  --issuer NAME            tokens must be issued by it
  --relaxed                commits may be lost in a power failure
  --dev                    issue tokens for any name at POST /dev/token. Never in production
`;

const logger = pino();

function readOptions(): ServerOptions | undefined {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      port: { type: 'string' },
      host: { type: 'string' },
      'secret-file': { type: 'string' },
      'public-key-file': { type: 'string' },
      'jwks-file': { type: 'string' },
      algorithm: { type: 'string', multiple: true },
      audience: { type: 'string' },
      issuer: { type: 'string' },
      relaxed: { type: 'boolean' },
      dev: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return undefined;
  const secret = values['secret-file'] ? readFile(values['secret-file']).trim() : process.env['TIDEMARK_SECRET'];
  const publicKey = values['public-key-file'] && readFile(values['public-key-file']);
  const jwks = values['jwks-file'] && (JSON.parse(readFile(values['jwks-file'])) as AuthOptions['jwks']);
  const { audience, issuer, algorithm } = values;
  const hasKey = Boolean(secret || publicKey || jwks);
  const auth = {
    ...(secret ? { secret } : {}),
    ...(publicKey ? { publicKey } : {}),
    ...(jwks ? { jwks } : {}),
    ...(algorithm ? { algorithms: algorithm } : {}),
    ...(audience === undefined ? {} : { audience }),
    ...(issuer === undefined ? {} : { issuer }),
  };
  return {
    data: values.data ?? '',
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(hasKey ? { auth } : {}),
    devTokens: values.dev === true,
    durability: values.relaxed === true ? 'relaxed' : 'full',
    logger,
  };
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const details = { option: path, found: 'no readable file' };
    throw new TidemarkError('options/invalid', `${path} cannot be read. Check the path.`, details, { cause });
  }
}

async function run(): Promise<void> {
  const options = readOptions();
  if (options === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  const server = await createServer(options);
  if (options.devTokens) logger.warn('development mode: whoever reaches this port gets a token for any name');
  logger.info({ url: server.url, data: options.data }, 'listening');
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    logger.info({ signal }, 'draining');
    server.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function fail(error: unknown): void {
  if (!(error instanceof Error)) throw error;
  const isUsage = !TidemarkError.is(error) || error.code === 'options/invalid';
  process.stderr.write(`${error.message}\n${isUsage ? `\n${USAGE}` : ''}`);
  process.exit(1);
}

run().catch(fail);
