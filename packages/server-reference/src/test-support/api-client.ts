import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import { createServer, type TidemarkServer } from '../create-server.ts';
import type { ServerOptions } from '../options.ts';

const secret = 'a secret of at least thirty-two bytes';

/** What tests look at in answers, whichever of it a route gives. */
export interface ApiBody {
  readonly id: string;
  readonly opId: string;
  readonly epoch: string;
  readonly rev: number;
  readonly duplicate?: true;
  readonly code: string;
  readonly message: string;
  readonly details: { readonly retryAfterMs: number };
  readonly conversations: readonly { readonly id: string; readonly messages: readonly ApiMessage[] }[];
  readonly messages: readonly ApiMessage[];
  readonly next: { readonly beforeAt: number; readonly beforeStream: string };
  readonly done: boolean;
  readonly more: boolean;
  readonly users: readonly string[];
  readonly answers: readonly object[];
}

export interface ApiMessage {
  readonly body?: { readonly text?: string };
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ApiBody;
}

export interface ApiRequest {
  readonly user?: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: object }>> }>>;
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

export interface ApiClient {
  readonly server: TidemarkServer;
  readonly document: ApiDocument;
  /** Statuses seen, by `method path` of the document. */
  readonly seen: Map<string, Set<number>>;
  /** `PUT /v1/…`; the answer has been held to what the document says of it. */
  ask(line: string, request?: ApiRequest): Promise<ApiAnswer>;
}

export function signToken(claims: Readonly<Record<string, unknown>>): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret));
}

/** A real server, and requests to it. */
export async function openApi(options: Partial<ServerOptions> = {}): Promise<ApiClient> {
  const data = mkdtempSync(join(tmpdir(), 'tidemark-api-'));
  const server = await createServer({ data, port: 0, auth: { secret }, devTokens: true, ...options });
  onTestFinished(async () => {
    await server.close();
    rmSync(data, { recursive: true, force: true });
  });
  const document = (await (await fetch(`${server.httpUrl}/v1/openapi.json`)).json()) as ApiDocument;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const seen = new Map<string, Set<number>>();

  const check = (method: string, path: string, status: number, body: unknown): void => {
    const template = Object.keys(document.paths).find((each) => isPathOf(each, path));
    const operation = template && document.paths[template]?.[method];
    if (!operation) return;
    const name = `${method} ${template}`;
    seen.set(name, (seen.get(name) ?? new Set()).add(status));
    const response = operation.responses[status];
    if (response === undefined) throw new Error(`${name} answered ${status}, which the document does not name`);
    const schema = response.content?.['application/json']?.schema;
    if (schema === undefined) {
      if (body !== undefined) throw new Error(`${name} ${status} has a body`);
      return;
    }
    const fits = ajv.compile({ ...schema, components: document.components });
    if (!fits(body)) throw new Error(`${name} ${status}: ${ajv.errorsText(fits.errors)} in ${JSON.stringify(body)}`);
  };

  return {
    server,
    document,
    seen,
    ask: async (line, { user, token, body, headers } = {}) => {
      const [method = '', path = ''] = line.split(' ');
      const bearer = token ?? (user === undefined ? undefined : await signToken({ sub: user }));
      const response = await fetch(server.httpUrl + path, {
        method,
        headers: { ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const read: unknown = text === '' ? undefined : JSON.parse(text);
      check(method.toLowerCase(), path.split('?')[0] ?? '', response.status, read);
      return { status: response.status, headers: response.headers, body: read as ApiBody };
    },
  };
}

function isPathOf(template: string, path: string): boolean {
  const pattern = template.replaceAll(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(path);
}

export const crew: object = { kind: 'group', title: 'Crew', members: ['bob'] };

export const idempotent = (id: string): Readonly<Record<string, string>> => ({ 'idempotency-key': id });

/** Ann's conversation with Bob, as a path. */
export async function openCrew(api: ApiClient): Promise<string> {
  const { status, body } = await api.ask('POST /v1/conversations', { user: 'ann', body: crew });
  if (status !== 201) throw new Error(`not created: ${JSON.stringify(body)}`);
  return `/v1/conversations/${body.id}`;
}
