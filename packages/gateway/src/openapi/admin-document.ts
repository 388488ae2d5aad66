import { type Act, chooseMethod } from '../admin/act.ts'
import { AppError, createErrorRenderer } from '../core/app-error.ts'
import { type ErrorCode, errorTable } from '../core/error-table.ts'
import type { JsonSchema, PublishedObject } from '../operations/published-schema.ts'
import { nameCookies } from '../sessions/cookies.ts'
import { publishActInput, publishActResult, toActPath } from './act-schema.ts'
import { createErrorSchema } from './error-responses.ts'
import type { DocumentOptions } from './openapi-document.ts'
import { exampleRequestId } from './response-headers.ts'

/** Codes of the gate, which requests of administration do not pass. */
const foreignCodes: readonly string[] = ['no_credential', 'store_open', 'rate_limited', 'audit_unavailable']

/** Codes that no other response of the document lists. */
const otherCodes = (Object.keys(errorTable) as ErrorCode[]).filter((code) => {
  const isTold = [400, 401, 403].includes(errorTable[code].status)
  return !isTold && !code.startsWith('token_') && !foreignCodes.includes(code)
})

const invalidCodes: readonly ErrorCode[] = ['invalid_request', 'malformed_query', 'malformed_body']
const forbiddenCodes: readonly ErrorCode[] = ['role_not_sufficient', 'origin_not_allowed', 'host_not_allowed']

/** Builds the OpenAPI 3.1 document of the administration API from the registry of the acts. */
export function buildAdminDocument(acts: readonly Act[], { publicUrl, version }: DocumentOptions): JsonSchema {
  const renderError = createErrorRenderer(publicUrl)
  const createResponse = (name: string, codes: readonly ErrorCode[]): JsonSchema => ({
    description: codes.map((code) => `\`${code}\`: ${errorTable[code].message}`).join('  \n'),
    content: {
      'application/json': {
        schema: { $ref: `#/components/schemas/${name}` },
        examples: Object.fromEntries(
          codes.map((code) => [code, { summary: code, value: renderError(new AppError(code), exampleRequestId) }]),
        ),
      },
    },
  })
  const responses: Readonly<Record<string, readonly ErrorCode[]>> = {
    InvalidRequest: invalidCodes,
    SignInRequired: ['sign_in_required'],
    Forbidden: forbiddenCodes,
    ForbiddenOrUnconfirmed: ['confirmation_required', ...forbiddenCodes],
    OtherError: otherCodes,
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Signpost administration',
      version,
      description: describeApi(publicUrl),
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: publicUrl ?? '/' }],
    security: [{ secureSession: [] }, { session: [] }],
    paths: {
      ...Object.fromEntries(
        acts.map((act) => [toActPath(act), { [chooseMethod(act).toLowerCase()]: createItem(act) }]),
      ),
      '/admin/api/stream-audit-events': { get: createStreamItem(acts) },
      '/admin/api/export-audit-events': { get: createExportItem(acts) },
    },
    components: {
      securitySchemes: {
        secureSession: { type: 'apiKey', in: 'cookie', name: nameCookies(true).session, description: 'Over HTTPS' },
        session: { type: 'apiKey', in: 'cookie', name: nameCookies(false).session, description: 'Over plain HTTP' },
      },
      schemas: Object.fromEntries(
        Object.entries(responses).map(([name, codes]) => [name, createErrorSchema(codes, listStatuses(codes))]),
      ),
      responses: Object.fromEntries(
        Object.entries(responses).map(([name, codes]) => [name, createResponse(name, codes)]),
      ),
      parameters: {
        account: {
          name: 'account',
          in: 'query',
          description:
            'Id of the account that the act is about. Only an owner may name an account other than their own',
          schema: { type: 'string', pattern: '^acc_\\w+$' },
        },
      },
    },
  }
}

function listStatuses(codes: readonly ErrorCode[]): JsonSchema {
  return { type: 'integer', enum: [...new Set(codes.map((code) => errorTable[code].status))] }
}

function createItem(act: Act): JsonSchema {
  const { name, summary, role, effect, confirms = false } = act
  const input = publishActInput(act)
  const isGet = chooseMethod(act) === 'GET'
  return {
    operationId: name,
    summary,
    description: `${describeRole(role)}${confirms ? ' The session must have been confirmed in the last 10 minutes.' : ''}`,
    'x-role': role,
    'x-effect': effect,
    'x-confirms': confirms,
    parameters: [{ $ref: '#/components/parameters/account' }, ...(isGet ? listParameters(input) : [])],
    ...(isGet ? {} : { requestBody: createBody(input) }),
    responses: {
      200: {
        description: 'Done',
        content: {
          'application/json': {
            schema: { type: 'object', required: ['data'], properties: { data: publishActResult(act) } },
          },
        },
      },
      400: { $ref: '#/components/responses/InvalidRequest' },
      401: { $ref: '#/components/responses/SignInRequired' },
      403: { $ref: `#/components/responses/${confirms ? 'ForbiddenOrUnconfirmed' : 'Forbidden'}` },
      default: { $ref: '#/components/responses/OtherError' },
    },
  }
}

/** Lists the filters that the two streams share with the list of events. */
function listFilters(acts: readonly Act[], without: readonly string[]): JsonSchema[] {
  const list = acts.find(({ name }) => name === 'list_audit_events')
  const parameters = list === undefined ? [] : listParameters(publishActInput(list))
  return parameters.filter(({ name }) => !['limit', 'cursor', ...without].includes(String(name)))
}

function createStreamItem(acts: readonly Act[]): JsonSchema {
  const filters = listFilters(acts, ['since', 'until'])
  return {
    operationId: 'stream_audit_events',
    summary: 'Follow what is allowed and denied, as it is committed',
    description: `${describeRole('auditor')} Server-sent events: the data of each is an event as in \`list_audit_events\`. With its id as \`Last-Event-ID\`, a new connection continues where the old one was lost. \`event: gap\` says that too many events came meanwhile; \`event: end\` says why the stream ends: \`session\` or \`shutdown\`.`,
    'x-role': 'auditor',
    'x-effect': 'read',
    'x-confirms': false,
    parameters: [{ $ref: '#/components/parameters/account' }, ...filters],
    responses: createStreamResponses({ 'text/event-stream': { schema: { type: 'string' } } }),
  }
}

function createExportItem(acts: readonly Act[]): JsonSchema {
  const format = { name: 'format', in: 'query', required: true, schema: { type: 'string', enum: ['csv', 'ndjson'] } }
  const kind = {
    name: 'kind',
    in: 'query',
    description:
      'The log of requests, or the log of what administration changed; the latter takes since, until, targetId and everyAccount',
    schema: { type: 'string', enum: ['requests', 'administration'], default: 'requests' },
  }
  return {
    operationId: 'export_audit_events',
    summary: 'Export the audit log, oldest first',
    description: `${describeRole('auditor')} A file as \`signpost audit export\` writes it, sent while the log is read.`,
    'x-role': 'auditor',
    'x-effect': 'read',
    'x-confirms': false,
    parameters: [{ $ref: '#/components/parameters/account' }, format, kind, ...listFilters(acts, [])],
    responses: createStreamResponses({
      'text/csv': { schema: { type: 'string' } },
      'application/x-ndjson': { schema: { type: 'string' } },
    }),
  }
}

function createStreamResponses(content: JsonSchema): JsonSchema {
  return {
    200: { description: 'The events', content },
    400: { $ref: '#/components/responses/InvalidRequest' },
    401: { $ref: '#/components/responses/SignInRequired' },
    403: { $ref: '#/components/responses/Forbidden' },
    default: { $ref: '#/components/responses/OtherError' },
  }
}

function describeRole(role: Act['role']): string {
  if (role === 'owner') return 'For owners.'
  return role === 'operator'
    ? 'For owners, and operators of the account.'
    : 'For owners, and operators and auditors of the account.'
}

function listParameters({ properties, required = [] }: PublishedObject): JsonSchema[] {
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    ...(description === undefined ? {} : { description }),
    ...(required.includes(name) ? { required: true } : {}),
    schema,
  }))
}

function createBody(schema: PublishedObject): JsonSchema {
  const isRequired = (schema.required ?? []).length > 0
  return { required: isRequired, content: { 'application/json': { schema } } }
}

function describeApi(publicUrl = ''): string {
  return `Administers a Signpost gateway: the same acts as the \`signpost\` commands, for administrators who are signed in.

**Session.** Sign in at [/dashboard](${publicUrl}/dashboard), or over \`/admin/auth\` as \`docs/admin-api.md\` describes it, and send the cookie.

**Origin.** A POST needs an \`Origin\` header with the gateway’s own origin, and \`Content-Type: application/json\`.

**Roles.** An owner may do everything. An operator administers one account; an auditor reads one account. \`x-role\` of each act is the lowest role that may do it.

**Confirmation.** Acts about credentials, the master key, administrators or the audit log (\`x-confirms\`) answer with 403
\`confirmation_required\` when the password or a passkey was last asked for more than 10 minutes ago.

**Values.** Times are ISO 8601. Answers leave out fields without a value. In a body, \`null\` takes the value of a field away.

**Errors.** Every error is JSON with a \`code\` of a closed set: [the error page](${publicUrl}/docs/errors).`
}
