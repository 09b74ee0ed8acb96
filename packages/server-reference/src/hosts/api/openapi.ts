import { UUID7_PATTERN } from '@tidemark/protocol';
import { z } from 'zod';
import { errorSchema } from './api-error.ts';
import type { Route } from './route.ts';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

const HEADERS = {
  'idempotency-key': {
    name: 'Idempotency-Key',
    description: 'A UUIDv7, the op’s id: the same request again is answered as the first time, for ever.',
    schema: { type: 'string', pattern: UUID7_PATTERN.source },
  },
  'if-match': {
    name: 'If-Match',
    description: 'The rev the row must have: `"12"`. Else 412 with the row.',
    schema: { type: 'string', pattern: '^"?[0-9]{1,16}"?$' },
  },
  prefer: {
    name: 'Prefer',
    description: '`respond-async`: answer before the commit.',
    schema: { type: 'string' },
  },
} as const;

const REFUSALS = {
  400: 'Not what this route takes; the message says where.',
  401: 'No token, or one that is not good.',
  403: 'Not within one’s rights.',
  404: 'There is no such thing, or it is not yours to see.',
  409: 'In the way of something that is there.',
  412: 'The row moved past the rev in If-Match.',
  413: 'Too large.',
  422: 'Does not fit; the message says where.',
  429: 'Too much at once; Retry-After says when to come again.',
  500: 'The server failed.',
  503: 'Not now; Retry-After says when to come again.',
} as const;

/** The OpenAPI 3.1 document of these routes, made of the schemas that they read by and answer with. */
export function openApiOf(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    const item = paths[route.path] as Record<string, object>;
    item[route.method] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Tidemark', version: '1', license: { name: 'MIT', identifier: 'MIT' } },
    paths,
    components: {
      schemas: { Error: schemaOf(errorSchema, 'output') },
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
    security: [{ token: [] }],
  };
}

function operationOf({ id, summary, ask, answers, takes = [] }: Route): object {
  const { path, query, body } = ask.shape as Readonly<Record<string, z.ZodType | undefined>>;
  const parameters = [
    ...parametersOf('path', path),
    ...parametersOf('query', query),
    ...takes.map((name) => ({ in: 'header', required: false, ...HEADERS[name] })),
  ];
  const responses = Object.fromEntries([
    ...Object.entries(REFUSALS).map(([status, description]) => [
      status,
      { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
    ]),
    ...Object.entries(answers).map(([status, { description, schema }]) => [
      status,
      { description, ...(schema && { content: { 'application/json': { schema: schemaOf(schema, 'output') } } }) },
    ]),
  ]);
  const requestBody = body && {
    required: true,
    content: { 'application/json': { schema: schemaOf(body, 'input') } },
  };
  return { operationId: id, summary, parameters, ...(requestBody && { requestBody }), responses };
}

function parametersOf(place: 'path' | 'query', schema: z.ZodType | undefined): readonly object[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as JsonSchema;
  return Object.entries(properties).map(([name, each]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: each,
  }));
}

/** What cannot be said in JSON Schema (how deep a body nests) is left to the server to judge. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
