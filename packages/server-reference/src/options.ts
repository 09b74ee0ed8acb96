import { TidemarkError } from '@tidemark/protocol';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import type { Authorize } from './context.ts';
import type { Policy } from './domain/decision.ts';
import type { PresencePolicy } from './fanout/presences.ts';
import { DEFAULT_LIMITS, type ServerLimits } from './limits.ts';

/** How tokens are checked: exactly one key. */
export interface AuthOptions {
  /** For HS256: at least 32 bytes. */
  readonly secret?: string | undefined;
  /** In PEM (SPKI): RSA, EC or Ed25519. */
  readonly publicKey?: string | undefined;
  readonly jwks?: JSONWebKeySet | undefined;
  readonly audience?: string | undefined;
  readonly issuer?: string | undefined;
  /** Exactly those accepted. Default: the one that suits the key; needed with `jwks`. */
  readonly algorithms?: readonly string[] | undefined;
}

/** Two calls of a logger; pino's fit. */
export interface Logger {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface ServerOptions {
  /** The folder for the database; made when missing. */
  readonly data: string;
  /** Default 4510; 0 takes a free one. */
  readonly port?: number | undefined;
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  readonly auth?: AuthOptions | undefined;
  /** Issues tokens for any name at POST /dev/token. For development only. */
  readonly devTokens?: boolean | undefined;
  readonly limits?: Partial<ServerLimits> | undefined;
  /** Who may read and write in `app:` streams. */
  readonly authorize?: Authorize | undefined;
  /** How long messages may be edited, and whether what they said before is kept. */
  readonly messages?: Policy | undefined;
  /** Who hears who is there, and whether when somebody left. Default: those who share a conversation, and yes. */
  readonly presence?: PresencePolicy | undefined;
  /** `relaxed`: the last commits may be lost in a power failure. Default `full`. */
  readonly durability?: 'full' | 'relaxed' | undefined;
  readonly logger?: Logger | undefined;
}

const ALGORITHMS = ['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const;
const algorithmSchema = z.enum([...ALGORITHMS, 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']);
const callable = z.custom<object>((value) => typeof value === 'function', 'expected a function');
const limitNames = Object.keys(DEFAULT_LIMITS) as (keyof ServerLimits)[];
const limitShape = Object.fromEntries(limitNames.map((name) => [name, z.number().int().min(0).optional()]));

const authSchema = z
  .strictObject({
    secret: z.string().optional(),
    publicKey: z.string().optional(),
    jwks: z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) }).optional(),
    audience: z.string().min(1).optional(),
    issuer: z.string().min(1).optional(),
    algorithms: z.array(algorithmSchema).min(1).optional(),
  })
  .refine((auth) => auth.secret === undefined || Buffer.byteLength(auth.secret) >= 32, {
    path: ['secret'],
    message: 'shorter than 32 bytes; make one with `openssl rand -base64 48`',
  })
  .refine((auth) => [auth.secret, auth.publicKey, auth.jwks].filter((key) => key !== undefined).length === 1, {
    message: 'needs exactly one of secret, publicKey and jwks',
  })
  .refine((auth) => auth.jwks === undefined || auth.algorithms !== undefined, {
    path: ['algorithms'],
    message: 'must be named with jwks',
  });

const optionsSchema = z
  .strictObject({
    data: z.string().min(1),
    port: z.number().int().min(0).max(65_535).optional(),
    host: z.string().min(1).optional(),
    auth: authSchema.optional(),
    devTokens: z.boolean().optional(),
    limits: z.strictObject(limitShape).optional(),
    authorize: callable.optional(),
    messages: z
      .strictObject({ editWindowMs: z.number().int().min(0).optional(), keepEdits: z.boolean().optional() })
      .optional(),
    presence: z
      .strictObject({
        visibleTo: z.enum(['shared', 'everyone', 'nobody']).optional(),
        lastSeen: z.boolean().optional(),
      })
      .optional(),
    durability: z.enum(['full', 'relaxed']).optional(),
    logger: z.custom<object>((value) => typeof value === 'object' && value !== null).optional(),
  })
  .refine((options) => options.auth !== undefined || options.devTokens === true, {
    path: ['auth'],
    message: 'missing: name a key to check tokens with, or ask for devTokens',
  })
  .refine((options) => options.devTokens !== true || !(options.auth?.publicKey ?? options.auth?.jwks), {
    path: ['devTokens'],
    message: 'can only be signed with a secret',
  });

/** Throws `options/invalid`, naming the option. */
export function checkOptions(options: ServerOptions): void {
  const checked = optionsSchema.safeParse(options);
  if (checked.success) return;
  const [issue] = checked.error.issues;
  const option = issue?.path.join('.') || 'auth';
  const found = issue?.message ?? 'does not fit';
  throw new TidemarkError('options/invalid', `The option ${option} of createServer: ${found}.`, { option, found });
}
