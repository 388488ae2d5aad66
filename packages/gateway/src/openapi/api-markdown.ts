import { errorTable } from '../core/error-table.ts'
import type { Operation } from '../operations/operation.ts'
import { dropBraces, findProvider, listPathParams } from '../operations/operation-path.ts'
import { publishSchema } from '../operations/published-schema.ts'
import { type DescribedParam, describeParams } from './describe-params.ts'
import { operationErrors } from './error-responses.ts'
import { renderExampleCommand } from './example-request.ts'
import { renderToolRequests } from './tool-requests.ts'

/** Origin in the examples of the page: where `npm start` listens. */
const origin = 'http://127.0.0.1:8080'

/** Renders `docs/api.md`: the API reference for people, in Markdown. */
export function renderApiMarkdown(operations: readonly Operation[]): string {
  const providers = [...new Set(operations.map(({ path }) => findProvider(path)))]
  return `# API reference

<!-- Made from the operations' registry by \`node scripts/generate-docs.ts\`; a test compares the two. -->

One request with an API token gets a signed URL. The running gateway shows this reference, with a form to try it, at
\`/docs\`. AI agents read \`/llms.txt\`.

${operations.map(({ method, path, summary }) => `- [\`${method} ${path}\`](#${toAnchor(method, path)}): ${summary}`).join('\n')}

## Token

Every operation needs an API token (\`signpost token create NAME\` makes one). Send it in one of two ways:

| way | when |
|---|---|
| \`Authorization: Bearer at_…\` | whenever a header can be set: it stays out of logs, histories and referrers |
| \`?api_token=at_…\` | for tools that cannot set a header |

A request may have both only if they are the same; two different tokens are a 400. The token is never logged and never echoed. It is
only for the gateway: S3 refuses a signed URL that comes with an \`Authorization\` header, and some HTTP clients send that header on
to every host. Send only the headers that \`headers\` lists.

## Parameters

Percent-encode each value once, as \`encodeURIComponent\` does; \`/\` may stay. Text that is not valid percent-encoding or not
UTF-8 is refused, and so is a parameter that occurs twice. An optional parameter that is empty counts as absent. The
spelling \`key_name/pdfs/report.pdf\`, found in published examples, means \`key_name=pdfs/report.pdf\`.

An unknown parameter is ignored, with a warning; a request with more than 100 of them is refused. When anything else is wrong, unknown
parameters are listed among the problems. A parameter that would mislead is a 400 that says what to send instead: a name of S3’s own, a
name that looks like a limit or a version, and another spelling of a parameter. So nobody believes in a limit that was not signed.

### Requests as tools send them

${operations.slice(0, 1).map(renderToolRequests).join('')}

${operations.map((operation, index) => renderOperation(operation, index === 0 ? firstCommands : undefined)).join('\n\n')}

## Response

<!-- given: ${operations.slice(0, 1).map((operation) => renderExampleCommand(operation, operation.examples[0], origin))} -->
\`\`\`json
${JSON.stringify({ data: operations[0]?.examples[0].result }, null, 2)}
\`\`\`

Every response has the header \`X-Request-Id\`, which identifies its line in the gateway's log. Where a rate limit
is on, \`RateLimit-Policy\` says what the limit is, and \`RateLimit\` says how much of it is left.

### Warnings

The response has \`data.warnings\` only when there are warnings: a parameter is unknown (“did you mean \`expires_in\`?”),
a parameter does not apply, or the bucket could not be checked. The URL is still signed.

## Errors

<!-- given: curl -sS -H "Authorization: Bearer $API_TOKEN" "${origin}/awss3/signed-url?key_name=a.txt" -->
\`\`\`json
{"error": {"code": "invalid_request", "message": "…", "status": 400, "details": [{"parameter": "bucket", "message": "…"}], "requestId": "…", "docs": "/docs/errors#invalid_request"}}
\`\`\`

\`code\` is one of a closed set; compare \`code\`, not \`message\`. \`details\` comes with \`invalid_request\` and lists every problem at
once. What each code means and what to do: [errors](errors.md).

| status | codes of the operations |
|---|---|
${[...operationErrors].map(([status, codes]) => `| ${status} | ${codes.map((code) => `[\`${code}\`](errors.md#${code})`).join(', ')} |`).join('\n')}

After ${errorTable.rate_limited.status}, wait for as many seconds as \`Retry-After\` says. ${errorTable.internal_error.status} and ${errorTable.unavailable.status} may be temporary. Repeating any other request changes nothing.

## The two URL formats

A parameter in a path can be sent in two formats. In the **new** format, it stays in the path. In the **old** format, the path
has no braces, and the parameter is in the query. The gateway serves both.

| operation | new | old |
|---|---|---|
${operations.map(renderFormats).join('\n')}

## Documents

None of these needs a token. They carry an \`ETag\`.

| path | what it is |
|---|---|
${providers.flatMap(renderProviderDocuments).join('\n')}
| \`/openapi.json\`, \`/definition.json\` | the same for all providers at once |
| \`/docs\` | this reference, with a form to try it |
| \`/docs/errors\` | every error, its cause and what to do |
| \`/llms.txt\` | how an AI agent uses the API |

Postman and Bruno import the OpenAPI documents ([how](low-code.md#postman-and-bruno)). In TypeScript, \`openapi-typescript\` makes types from them,
and \`openapi-fetch\` sends requests with these types. [\`@signpost/client\`](../packages/client/README.md) also uploads and downloads.
`
}

/** What the test of the page's commands does before the first command, and before those that name an upload. Readers do not see it. */
const firstCommands = 'store; serve; put videos/intro.mp4; put pdfs/report.pdf'
const uploadCommands = 'begin_upload'

function renderOperation(operation: Operation, given?: string): string {
  const { method, path, summary, description, examples } = operation
  const commands = given ?? (path.includes('{upload_id}') ? uploadCommands : undefined)
  const marks = [commands === undefined ? '' : `<!-- given: ${commands} -->\n`]
  return `## \`${method} ${path}\`

${summary}. ${description}

${renderParams(describeParams(operation))}

${examples.map((example, index) => `${example.summary}:\n\n${marks[index] ?? ''}\`\`\`sh\n${renderExampleCommand(operation, example, origin)}\n\`\`\``).join('\n\n')}

The response's \`data\`:

| field | | type | meaning |
|---|---|---|---|
${renderFields(operation)}`
}

function renderParams(params: readonly DescribedParam[]): string {
  if (params.length === 0) return 'It has no parameters.'
  return `| parameter | | rule | default | meaning |
|---|---|---|---|---|
${params.map(renderParam).join('\n')}`
}

function renderParam({ name, isRequired, place, rule, defaultText, description }: DescribedParam): string {
  const need = `${isRequired ? 'required' : 'optional'}${place === 'query' ? '' : `, in the ${place}`}`
  return renderRow([`\`${name}\``, need, rule, defaultText === undefined ? '' : `\`${defaultText}\``, description])
}

function renderFields({ result }: Operation): string {
  const { properties } = publishSchema(result)
  return Object.entries(properties)
    .map(([name, { type, format, description }]) => {
      const need = result.required?.includes(name) ? 'always' : 'sometimes'
      return renderRow([`\`${name}\``, need, String(format ?? type), String(description ?? '')])
    })
    .join('\n')
}

function renderFormats({ name, path }: Operation): string {
  const query = listPathParams(path).map((param) => `${param}=…`)
  const old = `${dropBraces(path)}${query.length === 0 ? '' : `?${query.join('&')}`}`
  return renderRow([`\`${name}\``, `\`${path}\``, old === path ? 'the same' : `\`${old}\``])
}

function renderProviderDocuments(provider: string): string[] {
  return [
    `| \`/${provider}\` | a short index: operations and documents |`,
    `| \`/${provider}/openapi\` | OpenAPI 3.1, new URL format |`,
    `| \`/${provider}/definition\` | OpenAPI 3.0, old URL format |`,
  ]
}

/** Makes the anchor that GitHub makes of a heading. */
function toAnchor(method: string, path: string): string {
  return `${method}-${path}`.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '')
}

/** Renders a row, and escapes pipes, which would end a cell. */
function renderRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
